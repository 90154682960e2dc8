package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counted is taken out and put back, on real Spark and Iceberg. */
final class TakeOutsTest {
  @TempDir private Path folder;
  private Bench bench;

  /** An event that counts, and what may be taken out by. */
  private record Sent(Recount.Sale sale, String source, long offset) {}

  private final List<Sent> sent = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(folder, 1);
    Files.writeString(
        folder.resolve("definitions/metrics/passed.yaml"),
        """
        name: passed
        version: 1
        description: A metric over verdicts.
        owner: test
        events: [dumul.verdict]
        filter: [{field: /data/passed, equals: true}]
        key: {entity: none}
        bucket: {unit: hour, zone: UTC}
        aggregate: {kind: count}
        """
            .replace("none", "all"));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void whatIsTakenOutCountsNoMoreFromAnEpochOn() {
    TakeOuts takeOuts = new TakeOuts(bench.batch());
    send(20, "2026-03-01T10:00:00Z");
    publish("2026-03-01T20:00:00Z");

    send(6, "2026-03-01T21:00:00Z");
    TakeOuts.Result bots = takeOuts.take(scope("/bot's", null), "a robot");
    assertThat(bots).extracting("state", "epoch", "landed").containsExactly("pending", 1L, 10L);
    TakeOuts.Result some = takeOuts.take(scope("/bot's", "0:0-10"), "overlaps");
    send(6, "2026-03-02T10:00:00Z");
    assertThat(bench.publish().message()).as("not before its epoch").isEqualTo("already published");
    bench.close("2026-03-02T20:00:00Z");
    bench.land();
    dies("take-out.half-way");
    publish("2026-03-02T20:00:00Z");
    requireCounted(one -> one.source().equals("/app"));

    again(sent.get(0));
    send(4, "2026-03-03T10:00:00Z");
    assertThat(takeOuts.undo(bots.id()).state()).isEqualTo("undo pending");
    bench.close("2026-03-03T20:00:00Z");
    bench.land();
    dies("put-back.half-way");
    publish("2026-03-03T20:00:00Z");
    requireCounted(one -> one.source().equals("/app") || one.offset() >= 10);
    assertThat(bench.number("select count(*) from quarantine where verdict = 'duplicate'"))
        .isEqualTo(1);

    takeOuts.undo(some.id());
    TakeOuts.Result never = takeOuts.take(scope("/app", null), "a mistake");
    assertThat(takeOuts.undo(never.id()).state()).isEqualTo("cancelled");
    publish("2026-03-04T20:00:00Z");
    requireCounted(one -> true);
    assertThat(takeOuts.undo(some.id()).state()).isEqualTo("undone");
    assertThatThrownBy(() -> takeOuts.undo("x")).hasMessageContaining("id: x (expected: one of [");
  }

  @Test
  void whatStandsTakesOutWhatComesLaterUntilItIsPutBack() {
    TakeOuts takeOuts = new TakeOuts(bench.batch());
    TakeOutScope bots = new TakeOutScope("/bot's", null, null, null, null, true);
    send(4, "2026-03-01T10:00:00Z");
    TakeOuts.Result ban = takeOuts.take(bots, "a robot");
    publish("2026-03-01T20:00:00Z");
    requireCounted(one -> one.source().equals("/app"));
    send(4, "2026-03-01T22:00:00Z");
    publish("2026-03-02T20:00:00Z");
    requireCounted(one -> one.source().equals("/app"));
    assertThat(takeOuts.undo(ban.id()).state()).isEqualTo("undo pending");
    send(4, "2026-03-03T10:00:00Z");
    publish("2026-03-03T20:00:00Z");
    requireCounted(one -> true);
  }

  @Test
  void whatStandsHasNoEnd() {
    assertThatThrownBy(() -> new TakeOutScope("/a", null, null, Instant.EPOCH, null, true))
        .hasMessageContaining("standing: with an end");
  }

  private void dies(String point) {
    bench.crashAt(point);
    assertThatThrownBy(bench::recompute).isInstanceOf(Bench.Crash.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0:1", "0:1-2,", "0:1-2 or true", "a:1-2"})
  void offsetsThatAreNoneAreRefused(String offsets) {
    assertThatThrownBy(() -> scope("/a", offsets))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("offsets: " + offsets + " (expected: as 0:100-200,1:7-9, the last not in it)");
  }

  private static TakeOutScope scope(String source, @org.jspecify.annotations.Nullable String at) {
    return new TakeOutScope(source, null, null, null, at, false);
  }

  private void send(int count, String time) {
    for (int i = 0; i < count; i++) {
      Recount.Sale sale =
          new Recount.Sale(
              "e" + sent.size(), "u" + i % 3, Instant.parse(time), "s" + i % 2, BigDecimal.ONE);
      sent.add(new Sent(sale, i % 2 == 0 ? "/bot's" : "/app", send(sale, i % 2 == 0)));
    }
  }

  private long send(Recount.Sale sale, boolean bot) {
    String json =
        """
        {"specversion":"1.0","id":"%s","source":"%s","type":"sale","time":"%s","subject":"%s",\
        "data":{"store":"%s","amount":1}}"""
            .formatted(sale.id(), bot ? "/bot's" : "/app", sale.time(), sale.user(), sale.store());
    return bench.send(sale.user(), json);
  }

  /** What was taken out is remembered: sent again it is a duplicate, as it is to speed. */
  private void again(Sent one) {
    send(one.sale(), false);
  }

  private void publish(String closing) {
    bench.close(closing);
    bench.land();
    bench.recompute();
    assertThat(Audit.run(bench.batch(), OptionalLong.empty())).noneMatch(Audit.Result::failed);
    bench.publish();
  }

  private void requireCounted(Predicate<Sent> counted) {
    List<Recount.Sale> sales = sales(counted).toList();
    assertThat(bench.aggregates().entrySet())
        .filteredOn(entry -> !entry.getKey().startsWith("passed/"))
        .containsExactlyElementsOf(Recount.of(sales).entrySet());
    assertThat(
            bench.number(
                "select cast(sum(cast(value as bigint)) as bigint) from aggregates"
                    + " where metric = 'passed'"))
        .isEqualTo(sales.size());
  }

  private Stream<Recount.Sale> sales(Predicate<Sent> counted) {
    return sent.stream().filter(counted).map(Sent::sale);
  }
}
