package io.dumul.batch;

import static org.apache.spark.sql.functions.max;

import io.dumul.batch.EdgeLog.Step;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.edge.EdgeState;
import io.dumul.core.edge.EdgeTable;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** When each cell of a group that expires was written, by the mutations of one edge. */
final class EdgeTouches implements EdgeLog.Fold {
  private static final long serialVersionUID = 1L;

  private static final StructType ROW =
      new StructType()
          .add("cell", DataTypes.BinaryType, false)
          .add("written", DataTypes.LongType, false);

  /** The last write of each cell by the log: columns cell and written, in milliseconds. */
  static Dataset<Row> of(Batch batch, long epoch) {
    return EdgeLog.fold(batch, epoch, new EdgeTouches(), ROW)
        .groupBy("cell")
        .agg(max("written").as("written"));
  }

  /** Whether there is anything that expires. */
  static boolean any(Iterable<EdgeTable> tables) {
    for (EdgeTable table : tables) {
      if (table.groups().stream().anyMatch(group -> group.expiry() != null)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Stream<Row> rows(EdgeTable table, EdgeKey edge, List<Step> steps) {
    return EdgeLog.changes(
        table, steps, (step, before, after) -> touches(table, edge, step, before, after));
  }

  private static List<Row> touches(
      EdgeTable table, EdgeKey edge, Step step, EdgeState before, EdgeState after) {
    int partition = step.row().<Integer>getAs("kafka_partition");
    long time = step.row().<Instant>getAs("append_time").toEpochMilli();
    return EdgeCells.changes(table, before.live(table, edge), after.live(table, edge), partition)
        .stream()
        .filter(change -> change.expiry() != null)
        .map(change -> RowFactory.create(change.key(), time))
        .toList();
  }
}
