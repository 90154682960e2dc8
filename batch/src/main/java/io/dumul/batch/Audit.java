package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.dumul.batch.AuditRows.Check;
import io.dumul.batch.AuditRows.Outcome;
import io.dumul.batch.lake.EpochRecord;
import io.dumul.batch.lake.EpochRows;
import io.dumul.batch.lake.LakeTable;
import io.dumul.core.event.Ledger;
import io.dumul.core.event.Verdict;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Proves for an epoch that the tables hold every record of the log, each with its verdict, and that
 * the speed layer found the same verdicts and the same values. What cannot be compared (yet, or any
 * more) is skipped and says why: batch never waits for speed.
 */
final class Audit {
  private final Batch batch;
  private final ControlState state;

  private Audit(Batch batch, ControlState state) {
    this.batch = batch;
    this.state = state;
  }

  /** What was found in one epoch. */
  record Result(long epoch, List<Check> checks) {
    boolean failed() {
      return checks.stream().anyMatch(check -> check.outcome() == Outcome.FAILED);
    }
  }

  /** Audits an epoch, or every landed epoch that is not published and that no audit has passed. */
  static List<Result> run(Batch batch, OptionalLong epoch) {
    batch.lake().create();
    try (Control control = batch.stores().control()) {
      ControlState state = control.read();
      long landed = batch.lake().landed().epoch();
      LongStream epochs =
          epoch.isPresent()
              ? LongStream.of(epoch.getAsLong())
              : LongStream.rangeClosed(state.publishedEpoch() + 1, landed);
      Audit audit = new Audit(batch, state);
      return epochs.mapToObj(audit::audit).toList();
    }
  }

  private Result audit(long epoch) {
    batch.progress("auditing epoch " + epoch);
    EpochRecord record =
        EpochRows.read(batch.spark(), epoch)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "epoch: " + epoch + " (expected: one in the table epochs; run land)"));
    List<Check> checks = new ArrayList<>();
    checks.add(conservation(record));
    checks.add(offsets(record));
    checks.addAll(new SpeedAudit(batch, state).checks(record));
    AuditRows.write(batch, epoch, checks);
    return new Result(epoch, checks);
  }

  /** Folds the ledgers anew from the tables. */
  private Check conservation(EpochRecord record) {
    SortedMap<Integer, Ledger> found =
        Ledgers.of(verdicts(LakeTable.ACTIVITY, record).unionByName(quarantined(record)));
    for (var part : record.partitions().entrySet()) {
      Ledger tables = found.getOrDefault(part.getKey(), Ledger.EMPTY);
      if (!tables.equals(part.getValue().ledger())) {
        String detail = "partition %d: the tables hold %s (expected: %s, as landed)";
        return new Check(
            "conservation",
            Outcome.FAILED,
            detail.formatted(part.getKey(), tables, part.getValue().ledger()));
      }
    }
    Ledger total = record.total();
    return new Check(
        "conservation",
        Outcome.PASSED,
        "%d records = %d accepted + %d duplicates + %d rejected"
            .formatted(total.records(), total.accepted(), total.duplicates(), total.rejected()));
  }

  /** No two epochs share an offset and none is left out between them. */
  private Check offsets(EpochRecord record) {
    if (record.epoch() == 0) {
      return new Check("continuity", Outcome.PASSED, "the first epoch");
    }
    var before = EpochRows.read(batch.spark(), record.epoch() - 1);
    for (var part : record.partitions().entrySet()) {
      long end =
          before.map(r -> r.partitions().get(part.getKey())).map(EpochRecord.Part::end).orElse(-1L);
      if (end + 1 != part.getValue().start()) {
        return new Check(
            "continuity",
            Outcome.FAILED,
            "partition %d: starts at %d (expected: %d)"
                .formatted(part.getKey(), part.getValue().start(), end + 1));
      }
    }
    return new Check("continuity", Outcome.PASSED, "starts where the epoch before it ends");
  }

  private Dataset<Row> verdicts(LakeTable table, EpochRecord record) {
    return batch
        .read(table)
        .filter(col("epoch").equalTo(record.epoch()).and(RecoveredRows.inLog()))
        .select(col("kafka_partition"), col("kafka_offset"), lit(Judge.ACCEPTED).as("number"));
  }

  private Dataset<Row> quarantined(EpochRecord record) {
    Column number = lit(Judge.DUPLICATE);
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      number = when(col("reason").equalTo(reason.name()), reason.code()).otherwise(number);
    }
    return batch
        .read(LakeTable.QUARANTINE)
        .filter(col("epoch").equalTo(record.epoch()))
        .select(col("kafka_partition"), col("kafka_offset"), number.as("number"));
  }
}
