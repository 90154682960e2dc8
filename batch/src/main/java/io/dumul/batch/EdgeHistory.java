package io.dumul.batch;

import io.dumul.batch.EdgeLog.Step;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.edge.EdgeState;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.LiveEdge;
import io.dumul.core.edge.Receipt;
import io.dumul.core.edge.Status;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What each mutation did to its edge, in the order of the log: rows of {@code edge_changes}. */
final class EdgeHistory implements EdgeLog.Fold {
  private static final long serialVersionUID = 1L;

  static final StructType ROW =
      new StructType()
          .add("database", DataTypes.StringType, false)
          .add("table_name", DataTypes.StringType, false)
          .add("id", DataTypes.StringType)
          .add("source", DataTypes.StringType)
          .add("target", DataTypes.StringType)
          .add("type", DataTypes.StringType, false)
          .add("version", DataTypes.LongType, false)
          .add("event", DataTypes.StringType, false)
          .add("status", DataTypes.StringType, false)
          .add("change", DataTypes.IntegerType, false)
          .add("before", DataTypes.StringType)
          .add("after", DataTypes.StringType)
          .add("event_time", DataTypes.TimestampType, false)
          .add("append_time", DataTypes.TimestampType, false)
          .add("epoch", DataTypes.LongType, false)
          .add("kafka_partition", DataTypes.IntegerType, false)
          .add("kafka_offset", DataTypes.LongType, false)
          .add("edge", DataTypes.BinaryType, false);

  @Override
  public Stream<Row> rows(EdgeTable table, EdgeKey edge, List<Step> steps) {
    return EdgeLog.changes(
        table, steps, (step, before, after) -> changes(table, edge, step, before, after));
  }

  /** Two, where an edge goes from one node to another: counts of both change. */
  private static List<Row> changes(
      EdgeTable table, EdgeKey edge, Step step, EdgeState from, EdgeState to) {
    LiveEdge before = from.live(table, edge);
    LiveEdge after = to.live(table, edge);
    String status = Status.of(List.of(Receipt.outcome(from, to))).name();
    if (before == null || after == null || isBetweenTheSame(before, after)) {
      int change = (after == null ? 0 : 1) - (before == null ? 0 : 1);
      LiveEdge shown = after == null ? before : after;
      return List.of(row(table, edge, step, shown, status, change, before, after));
    }
    return List.of(
        row(table, edge, step, before, status, -1, before, null),
        row(table, edge, step, after, status, 1, null, after));
  }

  private static boolean isBetweenTheSame(LiveEdge one, LiveEdge other) {
    return one.source().equals(other.source()) && one.target().equals(other.target());
  }

  private static Row row(
      EdgeTable table,
      EdgeKey edge,
      Step step,
      @Nullable LiveEdge shown,
      String status,
      int change,
      @Nullable LiveEdge before,
      @Nullable LiveEdge after) {
    Row row = step.row();
    return RowFactory.create(
        table.database(),
        table.name(),
        EdgeStates.text(table.isMulti() ? edge.first() : null),
        EdgeStates.text(node(table, edge.first(), shown == null ? null : shown.source())),
        EdgeStates.text(node(table, edge.second(), shown == null ? null : shown.target())),
        step.mutation().op().name(),
        step.mutation().version(),
        step.mutation().event(),
        status,
        change,
        EdgeStates.properties(before),
        EdgeStates.properties(after),
        row.getAs("event_time"),
        row.getAs("append_time"),
        row.<Long>getAs("epoch"),
        row.<Integer>getAs("kafka_partition"),
        row.<Long>getAs("kafka_offset"),
        step.cell());
  }

  private static @Nullable Object node(
      EdgeTable table, @Nullable Object ofKey, @Nullable Object ofEdge) {
    return table.isMulti() ? ofEdge : ofKey;
  }
}
