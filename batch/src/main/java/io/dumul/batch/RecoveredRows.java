package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.RecoveryCommit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Recovered events that are too old for the log: it would reject them as late, and has forgotten
 * which of them it had. They stand in the activity log at the place of the record that each stands
 * for, and belong to the epoch that lands next.
 */
final class RecoveredRows {
  private RecoveredRows() {}

  /** Whether a row of the activity log is of a record that counts in the log. */
  static Column inLog() {
    Column sameAs =
        col("recovered.kafka_partition")
            .equalTo(col("kafka_partition"))
            .and(col("recovered.kafka_offset").equalTo(col("kafka_offset")));
    return col("recovered").isNull().or(not(sameAs));
  }

  /**
   * Commits rows that {@link Mend} made, all or none.
   *
   * @param snapshot the activity log, in which none of them is
   * @param epoch the epoch that lands next
   */
  static void commit(Batch batch, Dataset<Row> mended, String rule, long snapshot, long epoch) {
    String id = "recover-" + rule + "-" + batch.unique();
    batch.spark().conf().set("spark.wap.id", id);
    try {
      rows(mended, rule, epoch)
          .writeTo(Lake.name(LakeTable.ACTIVITY))
          .option("distribution-mode", "hash")
          .append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    } finally {
      batch.spark().conf().unset("spark.wap.id");
    }
    batch.passed("recover.before-commit");
    if (!RecoveryCommit.commit(batch.lake(), id, snapshot)) {
      throw new RefusedException(
          "activity: changed meanwhile (expected: no land, recovery or maintenance at the same"
              + " time). Nothing was recovered; run it again.");
    }
  }

  private static Dataset<Row> rows(Dataset<Row> mended, String rule, long epoch) {
    Column recovered =
        struct(
            col("epoch"),
            col("kafka_partition"),
            col("kafka_offset"),
            col("append_time"),
            lit(rule).as("rule"));
    return mended
        .withColumn("recovered", recovered)
        .withColumn("epoch", lit(epoch))
        .withColumn("taken_out", lit(null).cast("string"))
        .withColumn("changed", lit(null).cast("long"))
        .select(
            "epoch",
            "kafka_partition",
            "kafka_offset",
            "append_time",
            "id",
            "source",
            "type",
            "event_time",
            "subject",
            "data",
            "failures",
            "recovered",
            "taken_out",
            "changed",
            "schema_version");
  }
}
