package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.dumul.batch.EdgeBounds.Bound;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.LiveEdge;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The cells that should stand in the store. An edge that the speed layer has changed since the
 * epoch is as the store has it, and the next audit judges it; every other edge is as the log has
 * it. All index entries, counts and groups follow from these.
 */
record WantedEdges(EdgeTables tables, EdgeBounds bounds)
    implements MapPartitionsFunction<Row, Row> {
  static final StructType ROW =
      new StructType()
          .add("cell", DataTypes.BinaryType, false)
          .add("partition", DataTypes.IntegerType, false)
          .add("newer", DataTypes.LongType)
          .add("wanted", DataTypes.BinaryType)
          .add("sum", DataTypes.LongType)
          .add("expiry", DataTypes.LongType); // in milliseconds

  /**
   * @param states rows of the table {@code edges}
   * @param found all cells of the store
   * @return rows of {@link #ROW}, those of counts and groups not added up
   */
  Dataset<Row> parts(Dataset<Row> states, Dataset<Row> found) {
    Dataset<Row> foundStates =
        found
            .filter(col("kind").equalTo(EdgeCells.Kind.STATE.name()))
            .select(col("cell"), col("version"), col("found"));
    return states
        .select(col("edge"), col("kafka_partition"), col("state"))
        .join(foundStates, col("edge").equalTo(col("cell")), "full_outer")
        .select("edge", "kafka_partition", "state", "cell", "version", "found")
        .mapPartitions(this, Encoders.row(ROW));
  }

  /** The cells that are not sums: rows of {@link WantedSums#ROW}. */
  static Dataset<Row> whole(Dataset<Row> parts) {
    return parts
        .filter(col("wanted").isNotNull())
        .select(col("cell"), col("partition"), col("wanted"), lit(null).cast("string").as("age"));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    Map<Long, EdgeTable> byCode = tables.byCode();
    return Streams.of(rows).flatMap(row -> rows(byCode, row)).iterator();
  }

  private Stream<Row> rows(Map<Long, EdgeTable> tables, Row row) {
    byte[] expected = row.getAs("state");
    byte[] found = row.getAs("found");
    byte[] key = expected == null ? row.getAs("cell") : row.getAs("edge");
    EdgeCell cell = EdgeCell.of(key, null);
    EdgeTable table = tables.get(EdgeCells.table(cell));
    if (table == null) {
      return Stream.empty(); // not declared any more
    }
    OptionalInt partition =
        expected == null
            ? bounds.partition(tables, cell)
            : OptionalInt.of(row.<Integer>getAs("kafka_partition"));
    Bound bound = partition.isEmpty() ? null : bounds.bounds().get(partition.getAsInt());
    boolean newer =
        found != null && bound != null && bound.isAfterEpoch(row.<Long>getAs("version"));
    if (newer) {
      LiveEdge edge = live(table, cell, found);
      if (edge != null || isState(found)) {
        return rows(table, cell, partition.getAsInt(), row.getAs("version"), found, edge);
      }
    }
    return expected == null
        ? Stream.empty()
        : rows(table, cell, partition.getAsInt(), null, expected, live(table, cell, expected));
  }

  private static @Nullable LiveEdge live(EdgeTable table, EdgeCell cell, byte[] state) {
    EdgeKey key = EdgeCells.edge(table, cell);
    return isState(state) ? EdgeCells.state(state).live(table, key) : null;
  }

  private static boolean isState(byte[] value) {
    try {
      return EdgeCells.state(value) != null;
    } catch (RuntimeException e) {
      return false; // damaged
    }
  }

  private static Stream<Row> rows(
      EdgeTable table,
      EdgeCell cell,
      int partition,
      @Nullable Long newer,
      byte[] state,
      @Nullable LiveEdge edge) {
    Stream<Row> own = Stream.of(RowFactory.create(cell.key(), partition, newer, state, null, null));
    if (edge == null) {
      return own;
    }
    Stream<Row> entries =
        EdgeCells.entries(table, edge).stream()
            .map(one -> RowFactory.create(one.key(), partition, null, one.value(), null, null));
    Stream<Row> shares =
        EdgeCells.shares(table, edge, partition).stream().map(one -> share(one, partition));
    return Stream.of(own, entries, shares).flatMap(rows -> rows);
  }

  private static Row share(EdgeCells.Share share, int partition) {
    Long expiry = share.expiry() == null ? null : (Long) share.expiry().toMillis();
    return RowFactory.create(share.key(), partition, null, null, share.value(), expiry);
  }
}
