package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.batch.AuditRows.Check;
import io.dumul.batch.AuditRows.Outcome;
import io.dumul.batch.log.Slice;
import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.epoch.PartitionEpoch;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.Ledger;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Partials;
import io.dumul.core.view.SpeedProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit against a speed layer that is a loop over the log. */
final class AuditTest {
  private static final byte[] KEY = "secret".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void aDifferenceStopsThePublication() throws IOException {
    try (Bench bench = new Bench(folder, 2)) {
      for (int i = 0; i < 40; i++) {
        bench.counted(
            "a" + i,
            "user" + i % 7,
            "2026-03-01T1%d:00:00Z".formatted(i % 10),
            "s" + i % 3,
            "1.10");
      }
      bench.sale("a0", "user0", "2026-03-01T10:00:00Z", "s0", "1.10");
      bench.sale("bad", "user0", "2026-03-01T10:00:00Z", "s0", "\"x\"");
      bench.close("2026-03-01T20:00:00Z");
      assertThat(metrics(bench))
          .contains("dumul_batch_log_unlanded_records 44.0") // and a barrier in each partition
          .contains("dumul_batch_audited_epoch -1.0");
      bench.land();
      assertThat(metrics(bench)).contains("dumul_batch_log_unlanded_records 0.0");
      bench.recompute();
      assertThat(audit(bench)).containsOnly(Outcome.PASSED, Outcome.SKIPPED).hasSize(4);

      speed(bench, 1, 0);
      assertThat(audit(bench)).containsOnly(Outcome.PASSED).hasSize(4);

      speed(bench, 2, 1);
      assertThat(audit(bench)).contains(Outcome.FAILED);
      assertThatThrownBy(bench::publish).hasMessageContaining("audit: epoch 0 failed");
      assertThat(metrics(bench)).contains("dumul_batch_audit_differences 1.0");

      speed(bench, 3, 0);
      audit(bench);
      assertThat(bench.publish().number()).isEqualTo(1);
      assertThat(metrics(bench))
          .contains("dumul_batch_audit_differences 0.0")
          .contains("dumul_batch_published_epoch 0.0");

      bench.sql("delete from activity where id = 'a3'");
      assertThat(audit(bench)).contains(Outcome.FAILED);
    }
  }

  private String metrics(Bench bench) throws IOException {
    Path file = folder.resolve("dumul.prom");
    StatusMetrics.write(file, Status.of(bench.batch()), Instant.EPOCH);
    return Files.readString(file);
  }

  private static List<Outcome> audit(Bench bench) {
    return Audit.run(bench.batch(), OptionalLong.of(0)).get(0).checks().stream()
        .map(Check::outcome)
        .toList();
  }

  /** Writes the increments of a generation, leaving out so many events. */
  private static void speed(Bench bench, int generation, int left) {
    Definitions definitions = bench.batch().definitions();
    for (int partition = 0; partition < 2; partition++) {
      Fold fold = new Fold(definitions, left);
      bench.log.read(new Slice(partition, 0, Long.MAX_VALUE)).forEach(fold::add);
      bench.stores.views.writeSpeed(fold.increments(partition, generation)).join();
      bench.stores.control.report(fold.progress(partition, generation));
    }
  }

  private static final class Fold {
    private final Definitions definitions;
    private final Acceptor acceptor;
    private final Set<String> seen = new HashSet<>();
    private final Map<IncrementKey, Partials> partials = new HashMap<>();
    private final Map<Long, Ledger> ledgers = new HashMap<>();
    private PartitionEpoch epoch = PartitionEpoch.START;
    private int left;

    Fold(Definitions definitions, int left) {
      this.definitions = definitions;
      this.acceptor = new Acceptor(definitions);
      this.left = left;
    }

    void add(LogRecord record) {
      var barrier = Barrier.of(record, KEY, "topic");
      if (barrier.isPresent()) {
        epoch = epoch.after(barrier.get());
        return;
      }
      Verdict verdict = acceptor.judge(record, epoch.closing());
      if (verdict instanceof Verdict.Accepted accepted) {
        verdict = accept(accepted.event());
      }
      ledgers.merge(
          epoch.open(),
          Ledger.EMPTY.add(record.partition(), record.offset(), verdict),
          Ledger::merge);
    }

    private Verdict accept(Event event) {
      if (!seen.add(event.subject() + " " + event.id())) {
        return new Verdict.Duplicate(event);
      }
      if (left-- <= 0) {
        definitions.contributions(event, this::add);
      }
      return new Verdict.Accepted(event);
    }

    private void add(Contribution contribution) {
      IncrementKey key = new IncrementKey(epoch.open(), contribution.entity(), contribution.day());
      partials.computeIfAbsent(key, k -> new Partials()).add(contribution);
    }

    List<Increment> increments(int partition, int generation) {
      return partials.entrySet().stream()
          .map(
              entry ->
                  new Increment(
                      entry.getKey(),
                      partition,
                      Increment.version(generation, 1),
                      entry.getValue().encode()))
          .toList();
    }

    SpeedProgress progress(int partition, int generation) {
      Map<Long, Long> since =
          definitions.metrics().stream().collect(Collectors.toMap(Metric::id, metric -> 0L));
      return new SpeedProgress(
          partition,
          2,
          generation,
          1000 + generation,
          Instant.EPOCH,
          epoch.open(),
          ledgers,
          since,
          definitions.hash());
    }
  }
}
