package io.dumul.batch;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Presented;
import io.dumul.core.definition.Metric;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Turns states into rows of the table {@code aggregates}, in tasks. */
record Describe(ShippedDefinitions definitions) implements MapFunction<Row, Row> {
  private static final StructType ROW =
      new StructType()
          .add("zone", DataTypes.StringType, false)
          .add("day", DataTypes.DateType, false)
          .add("metric", DataTypes.StringType, false)
          .add("metric_version", DataTypes.IntegerType, false)
          .add("metric_id", DataTypes.LongType, false)
          .add("entity_kind", DataTypes.StringType, false)
          .add("entity_key", DataTypes.StringType, false)
          .add("key_fields", DataTypes.IntegerType, false)
          .add("bucket", DataTypes.TimestampType, false)
          .add("state", DataTypes.BinaryType, false)
          .add("value", DataTypes.StringType, false)
          .add("bound", DataTypes.StringType);

  Dataset<Row> rows(Dataset<Row> states) {
    return states.map(this, Encoders.row(ROW));
  }

  @Override
  public Row call(Row row) {
    Metric metric = definitions.get().metric(row.getLong(0));
    if (metric == null) {
      throw new IllegalStateException("metric_id: " + row.getLong(0));
    }
    Instant bucket = Instant.ofEpochSecond(row.getLong(4));
    byte[] state = row.getAs(5);
    LocalDate day = metric.bucketing().day(bucket);
    Presented presented = present(metric.aggregate(), state);
    return RowFactory.create(
        metric.bucketing().zone().getId(),
        day,
        metric.name(),
        metric.version(),
        metric.id(),
        row.getString(1),
        row.getString(2),
        row.getInt(3),
        bucket,
        state,
        presented.value().toString(),
        presented.bound() == null ? null : presented.bound().toString());
  }

  private static <S> Presented present(Aggregate<S> aggregate, byte[] state) {
    return aggregate.present(aggregate.decode(state));
  }
}
