package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.dumul.batch.AuditRows.Check;
import io.dumul.batch.AuditRows.Outcome;
import io.dumul.batch.lake.EpochRecord;
import io.dumul.batch.lake.LakeTable;
import io.dumul.core.definition.Metric;
import io.dumul.core.event.Ledger;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.SpeedProgress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Compares an epoch with what the speed layer made of it. */
final class SpeedAudit {
  private static final String[] KEY = {
    "metric_id", "entity_kind", "entity_key", "key_fields", "bucket"
  };
  private final Batch batch;
  private final ControlState state;

  SpeedAudit(Batch batch, ControlState state) {
    this.batch = batch;
    this.state = state;
  }

  List<Check> checks(EpochRecord record) {
    Optional<String> reason = incomparable(record);
    if (reason.isPresent()) {
      return List.of(
          new Check("speed verdicts", Outcome.SKIPPED, reason.get()),
          new Check("speed values", Outcome.SKIPPED, reason.get()));
    }
    return List.of(verdicts(record), values(record.epoch()));
  }

  private Optional<String> incomparable(EpochRecord record) {
    if (record.epoch() <= state.expiredThrough()) {
      return Optional.of("increments are expired through epoch " + state.expiredThrough());
    }
    if (record.epoch() <= Erased.through(batch)) {
      return Optional.of("events of a user were erased from epochs up to this one");
    }
    for (int partition : record.partitions().keySet()) {
      SpeedProgress progress = progress(partition);
      if (progress == null) {
        return Optional.of("the speed layer has not come to partition " + partition);
      }
      if (progress.openEpoch() <= record.epoch()) {
        return Optional.of(
            "the speed layer is at epoch "
                + progress.openEpoch()
                + " in partition "
                + partition
                + ", which is not past this one");
      }
      if (!progress.ledgers().containsKey(record.epoch())) {
        return Optional.of(
            "the speed layer of generation "
                + progress.generation()
                + " has not read this epoch in partition "
                + partition);
      }
    }
    return Optional.empty();
  }

  /** A partition's report, if it is of the newest generation. */
  private @Nullable SpeedProgress progress(int partition) {
    SpeedProgress progress = state.speed().get(partition);
    return progress != null && progress.generation() == state.generation() ? progress : null;
  }

  private Check verdicts(EpochRecord record) {
    for (var part : record.partitions().entrySet()) {
      SpeedProgress progress = progress(part.getKey());
      Ledger speed = progress == null ? null : progress.ledgers().get(record.epoch());
      if (!part.getValue().ledger().equals(speed)) {
        return new Check(
            "speed verdicts",
            Outcome.FAILED,
            "partition %d: speed counted %s (expected: %s)"
                .formatted(part.getKey(), speed, part.getValue().ledger()));
      }
    }
    return new Check("speed verdicts", Outcome.PASSED, "equal counts and hashes");
  }

  private Check values(long epoch) {
    Set<Long> metrics = comparableMetrics(epoch);
    Object[] ids = metrics.toArray();
    Dataset<Row> speed = speed(epoch).filter(col("metric_id").isin(ids));
    Dataset<Row> activity =
        batch
            .read(LakeTable.ACTIVITY)
            .filter(col("epoch").equalTo(epoch).and(RecoveredRows.inLog()))
            .withColumn("taken_out", lit(null).cast("string")); // speed knows nothing of it
    Dataset<Row> quarantine = batch.read(LakeTable.QUARANTINE).filter(col("epoch").equalTo(epoch));
    Dataset<Row> spark =
        new FoldEvents(batch.shipped(), null)
            .fold(activity, Verdicts.of(activity, quarantine))
            .filter(col("metric_id").isin(ids))
            .withColumnRenamed("state", "expected");
    Dataset<Row> differences =
        spark.join(speed, Columns.names(KEY), "full_outer").filter(differs()).cache();
    long count = differences.count();
    if (count == 0) {
      return new Check("speed values", Outcome.PASSED, metrics.size() + " metrics, no difference");
    }
    return new Check(
        "speed values", Outcome.FAILED, count + " differ, as " + describe(differences.head()));
  }

  private CompareStates differs() {
    return new CompareStates(batch.shipped());
  }

  private String describe(Row row) {
    Metric metric = batch.definitions().metric(row.<Long>getAs("metric_id"));
    CompareStates compare = differs();
    return "%s of %s at bucket %d: speed %s (expected: %s)"
        .formatted(
            metric == null ? "?" : metric.name(),
            row.<String>getAs("entity_key"),
            row.<Long>getAs("bucket"),
            compare.text(row, "state"),
            compare.text(row, "expected"));
  }

  /** Metrics whose increments every partition holds completely from this epoch on. */
  private Set<Long> comparableMetrics(long epoch) {
    return batch.definitions().metrics().stream()
        .map(Metric::id)
        .filter(
            id ->
                state.speed().values().stream()
                    .allMatch(
                        progress -> {
                          Long since = progress.since().get(id);
                          return since != null && since <= epoch;
                        }))
        .collect(Collectors.toSet());
  }

  /** The increments of the epoch, merged over partitions, as rows like those that Spark folds. */
  private Dataset<Row> speed(long epoch) {
    return ScanSpeed.of(batch, epoch, state.generation())
        .groupBy(Columns.of(KEY))
        .agg(expr("dumul_functions.merge(metric_id, state)").as("state"));
  }
}
