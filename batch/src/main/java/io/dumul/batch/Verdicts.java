package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.PartialEvent;
import io.dumul.core.event.Verdict.Reason;
import io.dumul.core.event.VerdictEvent;
import io.dumul.core.event.VerdictEvent.Fate;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What became of every record, as rows of one form from the two tables that hold them. */
final class Verdicts {
  private Verdicts() {}

  /**
   * The verdicts that some rows of the tables {@code activity} and {@code quarantine} stand for.
   */
  static Dataset<Row> of(Dataset<Row> activity, Dataset<Row> quarantine) {
    Column taken = col("taken_out").isNotNull();
    Column recovered = col("recovered").isNotNull();
    Column failure = get(col("failures"), lit(0));
    Dataset<Row> accepted =
        activity
            .filter(not(taken.and(recovered))) // as if it had not been recovered
            .select(
                col("kafka_partition"),
                col("kafka_offset"),
                col("append_time"),
                when(taken, lit("rejected"))
                    .when(recovered, lit("recovered"))
                    .otherwise(lit("accepted"))
                    .as("verdict"),
                when(taken, lit(Reason.TAKEN_OUT.name()))
                    .otherwise(failure.getField("type"))
                    .as("reason"),
                when(taken, lit("")).otherwise(failure.getField("path")).as("path"),
                col("source"),
                col("type"),
                col("subject"),
                col("data"),
                lit(null).cast("binary").as("value"));
    return accepted.union(
        quarantine
            .filter(col("recovered").isNull()) // received with the record that it stands for
            .select(
                col("kafka_partition"),
                col("kafka_offset"),
                col("append_time"),
                col("verdict"),
                col("reason"),
                col("path"),
                lit(null).cast("string"),
                lit(null).cast("string"),
                lit(null).cast("string"),
                lit(null).cast("string"),
                col("value")));
  }

  /** The event that metrics over verdicts fold. */
  static Event event(Row row, Set<String> types) {
    Fate fate = Fate.valueOf(row.getString(3).toUpperCase(Locale.ROOT));
    Reason reason = row.isNullAt(4) ? null : Reason.valueOf(row.getString(4));
    PartialEvent event = row.isNullAt(7) ? quarantined(row) : accepted(row);
    return new VerdictEvent(
            row.getInt(0), row.getLong(1), row.getAs(2), fate, reason, row.getString(5), event)
        .toEvent(types);
  }

  private static PartialEvent accepted(Row row) {
    return new PartialEvent(
        null,
        row.getString(6),
        row.getString(7),
        null,
        row.getString(8),
        EventJson.read(row.getString(9)));
  }

  /** Read from the record as it came, so that the table's columns need not tell it all. */
  private static PartialEvent quarantined(Row row) {
    byte[] value = row.isNullAt(10) ? null : row.getAs(10);
    return PartialEvent.of(new LogRecord(0, 0, Instant.EPOCH, null, value, null));
  }
}
