package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.Seeds;
import io.dumul.core.definition.DefinitionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rejected events come to count, each once, on real Spark and Iceberg. */
final class RecoverTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration LATENESS = Duration.ofDays(2);

  @TempDir private Path folder;
  private Bench bench;

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(folder, 2);
    verdictMetric("received", "{field: /data/verdict, in: [accepted, rejected]}");
    verdictMetric("passed", "{field: /data/passed, equals: true}");
    Files.writeString(
        rule(),
        """
        name: amount-is-a-number
        where:
          events: [sale]
          sources: [/te*]
          failures: [{type: SCHEMA, path: /data/amount, rule: type}]
          condition: data.store.startsWith('s')
        steps:
          - {cast: /data/amount, to: number}
        """);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aTrialTellsWhatARunDoes() throws IOException {
    bench.close("2026-03-05T00:00:00Z");
    wrong("young", "2026-03-05T10:00:00Z");
    wrong("old", "2026-03-03T10:00:00Z");
    bench.counted("again", "u", "2026-03-05T10:00:00Z", "s1", "1.10");
    wrong("again", "2026-03-05T10:00:00Z");
    wrong("young", "2026-03-05T10:00:00Z");
    bench.sale("elsewhere", "u", "2026-03-05T10:00:00Z", "t1", "\"1.10\"");
    bench.sale("hopeless", "u", "2026-03-05T10:00:00Z", "s1", "\"much\"");
    wrong("late", "2026-03-02T10:00:00Z");
    bench.close("2026-03-05T20:00:00Z");
    bench.land();
    Recover.Result trial = Recover.trial(bench.batch(), rule(), 1);
    assertThat(trial.matched()).isEqualTo(6);
    assertThat(trial.throughLog()).isEqualTo(1);
    assertThat(trial.besideLog()).isEqualTo(1);
    assertThat(trial.alreadyThere()).as("one was sent right too, one twice").isEqualTo(2);
    assertThat(trial.failures())
        .isEqualTo(new TreeMap<>(java.util.Map.of("SCHEMA /data/amount", 1L, "LATE /time", 1L)));
    assertThat(trial.samples())
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.changes())
                    .contains("/data/amount: \"1.10\" -> 1.10")
                    .anyMatch(line -> line.startsWith("/recoveredfrom: nothing -> \"1/")));
    assertThat(bench.number("select count(*) from activity")).as("a trial").isEqualTo(1);

    assertThatThrownBy(() -> Recover.run(bench.batch(), rule(), Optional.of("other")))
        .hasMessageContaining("the file has changed");
    Recover.Result run = Recover.run(bench.batch(), rule(), Optional.of(trial.digest()));
    assertThat(run.recovered()).isEqualTo(trial.recovered());
    assertThat(recover().besideLog()).isZero();
    bench.close("2026-03-05T21:00:00Z");
    bench.land();
    assertThat(Recover.trial(bench.batch(), rule(), 1).recovered()).isZero();
    List<Row> links =
        bench
            .sql(
                "select a.id, a.recovered.rule, q.reason from activity a join quarantine q"
                    + " on q.epoch = a.recovered.epoch"
                    + " and q.kafka_partition = a.recovered.kafka_partition"
                    + " and q.kafka_offset = a.recovered.kafka_offset order by a.id")
            .collectAsList();
    assertThat(links)
        .extracting(row -> row.mkString(" "))
        .containsExactly("old amount-is-a-number SCHEMA", "young amount-is-a-number SCHEMA");
  }

  @Test
  void ofTwoRecoveriesAtOnceOneIsRefused() {
    bench.close("2026-03-05T00:00:00Z");
    wrong("old", "2026-03-03T10:00:00Z");
    bench.close("2026-03-05T20:00:00Z");
    bench.land();
    bench.at("recover.before-commit", () -> assertThat(recover().besideLog()).isEqualTo(1));
    assertThatThrownBy(() -> recover())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("changed meanwhile");
    assertThat(bench.number("select count(*) from activity")).isEqualTo(1);
    Path broken = folder.resolve("broken.yaml");
    assertThatThrownBy(() -> Recover.run(bench.batch(), broken, Optional.empty()))
        .hasMessageContaining("broken.yaml (expected: a readable UTF-8 file)");
    write(broken, "name: x\nwhere: {epoch: 1}\n");
    assertThatThrownBy(() -> Recover.run(bench.batch(), broken, Optional.empty()))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith("broken.yaml:2: where.epoch (expected: one of [events");
  }

  /** Sent wrong, sent again, recovered, recovered again: in any order each event counts once. */
  @Seeds(1)
  void everyEventCountsOnce(long seed, Random random) {
    Model model = new Model(random);
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int i = 0; i < 12; i++) {
        model.send();
      }
      if (epoch > 0) {
        model.recover();
        model.send();
      }
      model.publish();
      assertThat(bench.view(epoch + 1)).as("epoch %d", epoch).isEqualTo(model.expected());
    }
  }

  /** What should count, by the words of the rules and by nothing else. */
  private final class Model {
    private final Random random;
    private final List<Recount.Sale> drawn = new ArrayList<>();
    private final List<Recount.Sale> rejected = new ArrayList<>();
    private final List<Recount.Sale> rejectedNow = new ArrayList<>();
    private Instant closing = Instant.MIN;
    private long received;

    Model(Random random) {
      this.random = random;
    }

    private boolean late(Recount.Sale sale) {
      return !closing.equals(Instant.MIN) && sale.time().isBefore(closing.minus(LATENESS));
    }

    /** One that is right or wrong, new or sent before. */
    void send() {
      Recount.Sale sale = random.nextInt(3) == 0 && !drawn.isEmpty() ? any() : draw();
      bench.log.now = START.plusSeconds(random.nextInt(400_000));
      boolean right = random.nextBoolean();
      String amount = right ? sale.amount().toString() : "\"" + sale.amount() + "\"";
      bench.sale(sale.id(), sale.user(), sale.time().toString(), sale.store(), amount);
      if (!right || late(sale)) {
        received++;
        if (!right && !late(sale)) {
          rejectedNow.add(sale);
        }
      } else if (!bench.sales.contains(sale)) {
        received++;
        bench.sales.add(sale);
      }
    }

    private Recount.Sale any() {
      return drawn.get(random.nextInt(drawn.size()));
    }

    private Recount.Sale draw() {
      Instant from = closing.equals(Instant.MIN) ? START : closing.minus(Duration.ofDays(2));
      Recount.Sale sale =
          new Recount.Sale(
              "e" + drawn.size(),
              "user" + random.nextInt(4),
              from.plusSeconds(random.nextInt(3 * 86_400)),
              "s" + random.nextInt(2),
              new BigDecimal(random.nextInt(1000)).movePointLeft(2));
      drawn.add(sale);
      return sale;
    }

    void recover() {
      for (int i = random.nextInt(2); i >= 0; i--) {
        RecoverTest.this.recover();
      }
      rejected.stream().filter(one -> !bench.sales.contains(one)).forEach(bench.sales::add);
    }

    void publish() {
      closing =
          (closing.equals(Instant.MIN) ? START : closing)
              .plus(Duration.ofHours(random.nextInt(70)))
              .plusSeconds(1);
      bench.close(closing.toString());
      bench.land();
      bench.recompute();
      assertThat(Audit.run(bench.batch(), OptionalLong.empty())).noneMatch(Audit.Result::failed);
      bench.publish();
      rejected.addAll(rejectedNow);
      rejectedNow.clear();
      assertThat(total("passed")).isEqualTo(bench.sales.size());
      assertThat(total("received")).isEqualTo(received);
    }

    private long total(String metric) {
      return bench.number(
          "select cast(sum(cast(value as bigint)) as bigint) from aggregates where metric = '"
              + metric
              + "'");
    }

    SortedMap<String, String> expected() {
      SortedMap<String, String> expected = Recount.of(bench.sales);
      bench
          .view(Long.MAX_VALUE)
          .forEach(
              (key, value) -> {
                if (key.startsWith("received/") || key.startsWith("passed/")) {
                  expected.put(key, value);
                }
              });
      return expected;
    }
  }

  private Recover.Result recover() {
    return Recover.run(bench.batch(), rule(), Optional.empty());
  }

  private void wrong(String id, String time) {
    bench.sale(id, "u", time, "s1", "\"1.10\"");
  }

  private Path rule() {
    return folder.resolve("rule.yaml");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void verdictMetric(String name, String filter) {
    write(
        folder.resolve("definitions/metrics/" + name + ".yaml"),
        """
        name: %s
        version: 1
        description: A metric over verdicts.
        owner: test
        events: [dumul.verdict]
        filter: [%s]
        key: {entity: all}
        bucket: {unit: hour, zone: UTC}
        aggregate: {kind: count}
        """
            .formatted(name, filter));
  }
}
