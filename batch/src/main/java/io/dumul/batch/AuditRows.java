package io.dumul.batch;

import static org.apache.spark.sql.functions.col;

import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/** The rows of the table {@code audits}. */
final class AuditRows {
  private static final String AUDITED = "dumul.audited";
  private static final String FAILED = "dumul.failed";

  private AuditRows() {}

  /** What a check found. */
  enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** One check of one epoch. */
  record Check(String check, Outcome outcome, String detail) {}

  static void write(Batch batch, long epoch, List<Check> checks) {
    String table = Lake.name(LakeTable.AUDITS);
    List<Row> rows =
        checks.stream()
            .map(
                check ->
                    RowFactory.create(epoch, check.check(), text(check.outcome()), check.detail()))
            .toList();
    try {
      batch
          .spark()
          .createDataFrame(rows, batch.spark().table(table).schema())
          .writeTo(table)
          .option("snapshot-property." + AUDITED, Long.toString(epoch))
          .option("snapshot-property." + FAILED, Long.toString(failed(checks)))
          .overwrite(col("epoch").equalTo(epoch));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long failed(List<Check> checks) {
    return checks.stream().filter(check -> check.outcome() == Outcome.FAILED).count();
  }

  /**
   * The last audit; -1 and 0 before the first.
   *
   * @param failed how many of its checks found a difference
   */
  record Last(long epoch, long failed) {
    static Last of(Batch batch) {
      Map<String, String> summary =
          batch.lake().exists(LakeTable.AUDITS)
              ? summary(batch.lake().table(LakeTable.AUDITS))
              : Map.of();
      return new Last(
          Long.parseLong(summary.getOrDefault(AUDITED, "-1")),
          Long.parseLong(summary.getOrDefault(FAILED, "0")));
    }

    private static Map<String, String> summary(Table audits) {
      return StreamSupport.stream(SnapshotUtil.currentAncestors(audits).spliterator(), false)
          .map(Snapshot::summary)
          .filter(summary -> summary.containsKey(AUDITED))
          .findFirst()
          .orElse(Map.of());
    }
  }

  /** Whether an audit of the epoch has ended, whatever it found. */
  static boolean has(Batch batch, long epoch) {
    return !batch.read(LakeTable.AUDITS).filter(col("epoch").equalTo(epoch)).isEmpty();
  }

  /** Refuses where the audit of an epoch after {@code after} and up to {@code through} failed. */
  static void refuseFailed(Batch batch, long after, long through) {
    List<Row> failed =
        batch
            .read(LakeTable.AUDITS)
            .filter(col("epoch").gt(after).and(col("epoch").leq(through)))
            .filter(col("outcome").equalTo(text(Outcome.FAILED)))
            .collectAsList();
    if (!failed.isEmpty()) {
      Row row = failed.get(0);
      throw new RefusedException(
          "audit: epoch %d failed (%s: %s). Find the cause in the table %s, repair it, audit again, and publish."
              .formatted(
                  row.getLong(0), row.getString(1), row.getString(3), Lake.name(LakeTable.AUDITS)));
    }
  }

  private static String text(Outcome outcome) {
    return outcome.name().toLowerCase(java.util.Locale.ROOT);
  }
}
