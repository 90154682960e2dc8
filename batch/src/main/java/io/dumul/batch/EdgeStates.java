package io.dumul.batch;

import io.dumul.batch.EdgeLog.Step;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeJson;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.edge.EdgeState;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.LiveEdge;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Folds all mutations of an edge into one row of the table {@code edges}. */
final class EdgeStates implements EdgeLog.Fold {
  private static final long serialVersionUID = 1L;

  static final StructType ROW =
      new StructType()
          .add("database", DataTypes.StringType, false)
          .add("table_name", DataTypes.StringType, false)
          .add("id", DataTypes.StringType)
          .add("source", DataTypes.StringType)
          .add("target", DataTypes.StringType)
          .add("live", DataTypes.BooleanType, false)
          .add("version", DataTypes.LongType, false)
          .add("properties", DataTypes.StringType)
          .add("mutations", DataTypes.LongType, false)
          .add("epoch", DataTypes.LongType, false)
          .add("first_time", DataTypes.TimestampType, false)
          .add("last_time", DataTypes.TimestampType, false)
          .add("kafka_partition", DataTypes.IntegerType, false)
          .add("edge", DataTypes.BinaryType, false)
          .add("state", DataTypes.BinaryType, false);

  @Override
  public Stream<Row> rows(EdgeTable table, EdgeKey edge, List<Step> steps) {
    EdgeState state = EdgeState.NONE;
    for (Step step : steps) {
      state = state.after(table, step.mutation());
    }
    Row first = steps.get(0).row();
    Row last = steps.get(steps.size() - 1).row();
    LiveEdge live = state.live(table, edge);
    return Stream.of(
        RowFactory.create(
            table.database(),
            table.name(),
            text(table.isMulti() ? edge.first() : null),
            text(table.isMulti() ? live == null ? null : live.source() : edge.first()),
            text(table.isMulti() ? live == null ? null : live.target() : edge.second()),
            live != null,
            state.version(),
            properties(live),
            (long) steps.size(),
            last.<Long>getAs("epoch"),
            first.getAs("append_time"),
            last.getAs("append_time"),
            first.getAs("kafka_partition"),
            steps.get(0).cell(),
            EdgeCells.bytes(state)));
  }

  static @Nullable String properties(@Nullable LiveEdge live) {
    return live == null ? null : EdgeJson.properties(live).toString();
  }

  static @Nullable String text(@Nullable Object node) {
    return node == null ? null : node.toString();
  }
}
