package io.dumul.batch;

import io.dumul.batch.functions.ShippedDefinitions;
import java.time.ZoneId;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Folds events into the state of every metric, key and bucket, in tasks: first as they lie, then
 * across tasks.
 *
 * @param zone only metrics whose buckets are in this zone; null for all
 */
record FoldEvents(ShippedDefinitions definitions, @Nullable ZoneId zone)
    implements MapPartitionsFunction<Row, Row> {

  /** How many bytes the states of a task take at most, about. */
  private static final long MOST = 96L << 20;

  static final StructType ROW =
      new StructType()
          .add("metric_id", DataTypes.LongType, false)
          .add("entity_kind", DataTypes.StringType, false)
          .add("entity_key", DataTypes.StringType, false)
          .add("key_fields", DataTypes.IntegerType, false)
          .add("bucket", DataTypes.LongType, false)
          .add("state", DataTypes.BinaryType, false);

  /** The bucket first, so that each day's rows come one after the other. */
  private static final String[] ORDER = {
    "bucket", "metric_id", "entity_key", "entity_kind", "key_fields"
  };

  /**
   * The state of every metric, key and bucket over some rows of the activity log: columns
   * metric_id, entity_kind, entity_key, key_fields, bucket (epoch seconds) and state. Within a
   * partition they are in the order of buckets.
   */
  Dataset<Row> fold(Dataset<Row> activity) {
    Encoder<Row> row = Encoders.row(ROW);
    return activity
        .select("id", "source", "type", "event_time", "subject", "data")
        .mapPartitions(this, row)
        .repartition(Columns.of(ORDER))
        .sortWithinPartitions(Columns.of(ORDER))
        .mapPartitions(new MergeEqual(definitions), row);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> events) {
    return new PartialFold(events, definitions.get(), zone, MOST);
  }
}
