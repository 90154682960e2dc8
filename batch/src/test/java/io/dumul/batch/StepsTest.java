package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.batch.lake.EpochCommit.ConcurrentLandException;
import io.dumul.core.definition.LocalDay;
import io.dumul.core.definition.TimeRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of epochs to the view, on real Spark and Iceberg. */
final class StepsTest {
  @TempDir private Path folder;
  private Bench bench;

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(folder, 3);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void everyEventCountsOnceOverEpochs() {
    sales("a", 60, "2026-03-01T1");
    bench.sale("a0", "user0", "2026-03-01T10:00:00Z", "s0", "1.10");
    bench.sale("bad", "user0", "2026-03-01T10:00:00Z", "s0", "\"x\"");
    bench.log.hole(0);
    assertThat(bench.close("2026-03-01T20:00:00Z").barriers()).isEqualTo(3);
    assertThat(bench.land().landed()).extracting(Land.Summary::duplicates).containsExactly(1L);
    assertThat(bench.recompute().days()).containsExactly("2026-03-01@Asia/Seoul", "2026-03-01@UTC");
    assertThat(bench.aggregates()).isEqualTo(Recount.of(bench.sales));
    Publish.Result first = bench.publish();
    assertThat(first.number()).isEqualTo(1);
    assertThat(bench.publish().message()).isEqualTo("already published");
    SortedMap<String, String> before = Recount.of(bench.sales);
    assertThat(bench.view(1)).isEqualTo(before);

    bench.sale("a1", "user1", "2026-03-01T11:00:00Z", "s1", "1.10");
    bench.sale("late", "user1", "2026-02-20T11:00:00Z", "s1", "1.10");
    sales("b", 40, "2026-03-02T0");
    bench.counted("c0", "user1", "2026-03-01T10:30:00Z", "s0", "1.10");
    bench.close("2026-03-02T20:00:00Z");
    bench.close("2026-03-03T20:00:00Z");
    assertThat(bench.land().landed())
        .extracting(Land.Summary::accepted, Land.Summary::duplicates, Land.Summary::rejected)
        .containsExactly(tuple(41, 1, 1), tuple(0, 0, 0));
    assertThatThrownBy(bench::publish).hasMessageContaining("not recomputed");
    bench.recompute();
    assertThat(bench.aggregates()).isEqualTo(Recount.of(bench.sales));
    Publish.Result second = bench.publish();
    assertThat(bench.view(2)).isEqualTo(Recount.of(bench.sales));
    assertThat(second.cells()).isEqualTo(differing(bench.view(2), before));
    assertThat(bench.view(1)).isEqualTo(before);
    assertThat(bench.number("select count(*) from dumul.epochs")).isEqualTo(3);
  }

  @Test
  void aStepThatDiesAnywhereIsRepeated() {
    sales("a", 30, "2026-03-01T1");
    dies("close.half-way", () -> bench.close("2026-03-01T20:00:00Z"));
    Close.Result closed = bench.close("2026-03-01T20:00:00Z");
    assertThat(closed.message()).isEqualTo("completed");
    assertThat(closed.epoch()).isZero();
    assertThat(bench.close("2026-03-01T20:00:00Z").message()).isEqualTo("already closed");
    dies("land.before-commit", bench::land);
    assertThat(bench.number("select count(*) from activity")).isZero();
    dies("land.after-commit", bench::land);
    assertThat(bench.number("select count(*) from epochs")).isZero();
    assertThat(bench.land().landed()).isEmpty();
    assertThat(bench.number("select count(*) from epochs")).isEqualTo(1);
    dies("recompute.before-commit", bench::recompute);
    dies("recompute.after-commit", bench::recompute);
    bench.recompute();
    dies("publish.after-begin", bench::publish);
    dies("publish.before-pointer", bench::publish);
    dies("publish.after-pointer", bench::publish);
    assertThat(bench.publish().number()).as("the same attempt, taken up again").isEqualTo(1);
    assertThat(bench.aggregates()).isEqualTo(Recount.of(bench.sales));
    assertThat(bench.view(1)).isEqualTo(Recount.of(bench.sales));
  }

  @Test
  void whatAnAbandonedPublicationWroteIsNeverSeen() {
    sales("a", 30, "2026-03-01T1");
    publishedThrough("2026-03-01T20:00:00Z");
    SortedMap<String, String> first = Recount.of(bench.sales);
    sales("b", 30, "2026-03-01T2");
    bench.close("2026-03-02T20:00:00Z");
    bench.land();
    bench.recompute();
    dies("publish.before-pointer", bench::publish);
    erase("epoch = 1", "2026-03-01");
    bench.sales.removeIf(sale -> sale.id().startsWith("b"));
    assertThat(bench.publish().number()).isEqualTo(3);
    assertThat(bench.view(3)).isEqualTo(Recount.of(bench.sales));
    assertThat(bench.view(3)).isEqualTo(first);
    assertThat(bench.view(2)).isNotEqualTo(first);
    assertThat(bench.view(1)).isEqualTo(first);
    assertThat(MovePointer.to(bench.batch(), 1)).isEqualTo(new MovePointer.Result(3, 1, 0));
    assertThatThrownBy(() -> MovePointer.to(bench.batch(), 2))
        .hasMessage("number: 2 (expected: one of [1, 3])");
    assertThat(MovePointer.to(bench.batch(), 3))
        .as("forward")
        .isEqualTo(new MovePointer.Result(1, 3, 1));
    assertThat(bench.publish().message()).isEqualTo("already published");
    MovePointer.to(bench.batch(), 1);
    assertThat(bench.publish().number()).as("the same publication again").isEqualTo(3);
    assertThat(bench.view(3)).isEqualTo(Recount.of(bench.sales));
  }

  @Test
  void aDayOnWhichNothingIsLeftIsEmptied() {
    sales("a", 10, "2026-03-01T1");
    publishedThrough("2026-03-01T20:00:00Z");
    SortedMap<String, String> before = Recount.of(bench.sales);
    erase("data like '%s0%'", "2026-03-01");
    bench.publish();
    assertThat(bench.view(2)).isEqualTo(bench.aggregates()).isNotEmpty();
    erase("true", "2026-03-01");
    assertThat(bench.aggregates()).isEmpty();
    assertThat(Publish.run(bench.batch(), true).cells()).isEqualTo(bench.view(2).size());
    assertThat(bench.view(3)).isEmpty();
    assertThat(bench.view(1)).isEqualTo(before);
  }

  @Test
  void ofTwoLandsAtOnceOneIsRefused() {
    sales("a", 30, "2026-03-01T1");
    bench.close("2026-03-01T20:00:00Z");
    List<Land.Result> faster = new ArrayList<>();
    bench.at("land.before-commit", () -> faster.add(bench.land()));
    assertThatThrownBy(bench::land).isInstanceOf(ConcurrentLandException.class);
    assertThat(faster).singleElement().satisfies(land -> assertThat(land.landed()).hasSize(1));
    assertThat(bench.number("select count(*) from activity")).isEqualTo(30);
    assertThat(bench.land().landed()).isEmpty();
  }

  @Test
  void theDedupeRemembersFromTheHorizonOfEachPartition() {
    Dataset<Row> events =
        bench.sql(
            "select kafka_partition, event_time from values (0, timestamp'0001-01-01'),"
                + " (1, timestamp'2026-02-28'), (1, timestamp'2026-02-20'), (2, timestamp'2026-02-28')"
                + " as events(kafka_partition, event_time)");
    TimeRules time = new TimeRules(Duration.ofDays(7), Duration.ZERO);
    Map<Integer, Instant> before = Map.of(0, Instant.MIN, 1, Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(events.filter(Land.remembered(before, time)).collectAsList())
        .extracting(row -> row.getInt(0) + " " + row.<Instant>getAs(1))
        .containsExactlyInAnyOrder("0 0001-01-01T00:00:00Z", "1 2026-02-28T00:00:00Z");
  }

  @Test
  void maintenanceChangesNoAnswer() {
    for (int day = 1; day <= 3; day++) {
      sales("d" + day, 10, "2026-03-0" + day + "T0");
      publishedThrough("2026-03-0" + day + "T20:00:00Z");
    }
    Maintain.run(bench.batch(), Instant.now().plusSeconds(1_000_000));
    assertThat(bench.aggregates()).isEqualTo(Recount.of(bench.sales));
    assertThat(bench.number("select count(*) from activity")).isEqualTo(30);
    sales("e", 10, "2026-03-04T0");
    bench.sale("d30", "user0", "2026-03-03T00:00:00Z", "s0", "1.10");
    bench.close("2026-03-04T20:00:00Z");
    assertThat(bench.land().landed()).extracting(Land.Summary::duplicates).containsExactly(1L);
    bench.recompute();
    bench.publish();
    assertThat(bench.view(4)).isEqualTo(Recount.of(bench.sales));
    assertThat(bench.view(2)).hasSize(bench.view(3).size() * 2 / 3);
  }

  /** How many cells have another value, also to or from none. */
  private static long differing(Map<String, String> left, Map<String, String> right) {
    return Stream.concat(left.keySet().stream(), right.keySet().stream())
        .distinct()
        .filter(cell -> !Objects.equals(left.get(cell), right.get(cell)))
        .count();
  }

  private void publishedThrough(String closing) {
    bench.close(closing);
    bench.land();
    bench.recompute();
    bench.publish();
  }

  /** Removes events from the activity log, as an erasure does, and recomputes the days. */
  private void erase(String condition, String day) {
    bench.sql("delete from activity where " + condition);
    Recompute recompute = Recompute.of(bench.batch());
    List<LocalDay> days =
        recompute.range(java.time.LocalDate.parse(day), java.time.LocalDate.parse(day).plusDays(1));
    recompute.run(days);
  }

  private void dies(String point, ThrowingCallable step) {
    bench.crashAt(point);
    assertThatThrownBy(step).hasStackTraceContaining("Crash");
  }

  private void sales(String prefix, int count, String time) {
    for (int i = 0; i < count; i++) {
      bench.counted(
          prefix + i,
          "user" + i % 10,
          "%s%d:00:00Z".formatted(time, i % 10 % 4),
          "s" + i % 3,
          "1.10");
    }
  }

  private static org.assertj.core.groups.Tuple tuple(long... values) {
    return new org.assertj.core.groups.Tuple(java.util.Arrays.stream(values).boxed().toArray());
  }
}
