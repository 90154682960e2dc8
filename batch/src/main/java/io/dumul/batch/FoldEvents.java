package io.dumul.batch;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.Set;
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
   * The state of every metric, key and bucket: columns metric_id, entity_kind, entity_key,
   * key_fields, bucket (epoch seconds) and state. Within a partition they are in the order of
   * buckets.
   *
   * @param activity rows of the activity log, for metrics over events
   * @param verdicts rows of {@link Verdicts}, for metrics over verdicts
   */
  Dataset<Row> fold(Dataset<Row> activity, Dataset<Row> verdicts) {
    Encoder<Row> row = Encoders.row(ROW);
    Dataset<Row> ofEvents =
        activity
            .select("id", "source", "type", "event_time", "subject", "data", "schema_version")
            .mapPartitions(this, row);
    MapPartitionsFunction<Row, Row> foldVerdicts = this::foldVerdicts;
    Dataset<Row> all =
        definitions.get().countsVerdicts()
            ? ofEvents.union(verdicts.mapPartitions(foldVerdicts, row))
            : ofEvents;
    return all.repartition(Columns.of(ORDER))
        .sortWithinPartitions(Columns.of(ORDER))
        .mapPartitions(new MergeEqual(definitions), row);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> events) {
    Definitions all = definitions.get();
    return new PartialFold(events, row -> event(all, row), all, zone, MOST);
  }

  private Iterator<Row> foldVerdicts(Iterator<Row> verdicts) {
    Set<String> types = definitions.get().events().keySet();
    return new PartialFold(
        verdicts, row -> Verdicts.event(row, types), definitions.get(), zone, MOST);
  }

  /** Reads the columns id, source, type, event_time, subject, data and schema_version. */
  static Event event(Definitions all, Row row) {
    String version = all.supersedes(row.getString(2)) ? row.getString(6) : null;
    return new Event(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.<Instant>getAs(3),
        row.getString(4),
        EventJson.read(row.getString(5)),
        version == null ? null : SchemaVersion.parse(version));
  }
}
