package io.dumul.batch;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.Definitions;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into what they contribute to each metric, in tasks.
 *
 * @param zone only metrics whose buckets are in this zone; null for all
 */
record Explode(ShippedDefinitions definitions, @Nullable ZoneId zone)
    implements MapPartitionsFunction<Row, Row> {

  private static final StructType ROW =
      new StructType()
          .add("metric_id", DataTypes.LongType, false)
          .add("entity_kind", DataTypes.StringType, false)
          .add("entity_key", DataTypes.StringType, false)
          .add("key_fields", DataTypes.IntegerType, false)
          .add("bucket", DataTypes.LongType, false)
          .add("value", DataTypes.StringType)
          .add("time", DataTypes.TimestampType, false)
          .add("subject", DataTypes.StringType, false)
          .add("id", DataTypes.StringType, false);

  /**
   * The state of every metric, key and bucket over some rows of the activity log: columns
   * metric_id, entity_kind, entity_key, key_fields, bucket (epoch seconds) and state.
   */
  Dataset<Row> fold(Dataset<Row> activity) {
    return activity
        .select("id", "source", "type", "event_time", "subject", "data")
        .mapPartitions(this, Encoders.row(ROW))
        .groupBy("metric_id", "entity_kind", "entity_key", "key_fields", "bucket")
        .agg(
            org.apache
                .spark
                .sql
                .functions
                .expr("dumul_functions.fold(metric_id, value, time, subject, id)")
                .as("state"));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> events) {
    Definitions read = definitions.get();
    Iterable<Row> rows = () -> events;
    Stream<Row> stream = StreamSupport.stream(rows.spliterator(), false);
    return stream.flatMap(row -> contributions(read, event(row)).stream()).iterator();
  }

  private List<Row> contributions(Definitions read, Event event) {
    List<Row> contributions = new ArrayList<>();
    read.contributions(
        event,
        contribution -> {
          if (zone == null || zone.equals(contribution.metric().bucketing().zone())) {
            contributions.add(row(contribution));
          }
        });
    return contributions;
  }

  private static Event event(Row row) {
    return new Event(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.<Instant>getAs(3),
        row.getString(4),
        EventJson.read(row.getString(5)));
  }

  private static Row row(Contribution contribution) {
    return RowFactory.create(
        contribution.metric().id(),
        contribution.entity().kind(),
        contribution.entity().keyText(),
        contribution.entity().key().size(),
        contribution.bucket(),
        contribution.observation().value(),
        contribution.observation().time(),
        contribution.observation().subject(),
        contribution.observation().id());
  }
}
