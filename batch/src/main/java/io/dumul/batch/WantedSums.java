package io.dumul.batch;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.dumul.batch.EdgeBounds.Bound;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeTable;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The cells of counts and groups that should stand in the store, and the places of ranked groups,
 * each of which follows from one sum. Of a group that expires, those that are over at the end of
 * the epoch should not.
 *
 * @param closing when the epoch ended, in milliseconds
 */
record WantedSums(EdgeTables tables, EdgeBounds bounds, long closing) implements Serializable {
  /** What {@code age} says of cells that are over. */
  static final String OVER = "over";

  /** And of those that another partition's writes keep, so that they may have been over before. */
  static final String OLD = "old";

  static final StructType ROW =
      new StructType()
          .add("cell", DataTypes.BinaryType, false)
          .add("partition", DataTypes.IntegerType, false)
          .add("wanted", DataTypes.BinaryType)
          .add("age", DataTypes.StringType);

  private static final StructType WRITTEN =
      new StructType()
          .add("cell", DataTypes.BinaryType, false)
          .add("partition", DataTypes.IntegerType, false)
          .add("expiry", DataTypes.LongType, false)
          .add("sum", DataTypes.LongType, false)
          .add("written", DataTypes.LongType, false);

  /** A cell's fields and all before them: its key without the partition. */
  private static final String FIELDS = "substring(cell, 1, length(cell) - 4)";

  /**
   * @param parts rows of {@link WantedEdges#ROW}
   * @param found all cells of the store
   * @param touches rows of {@link EdgeTouches}; null where nothing expires
   */
  Dataset<Row> of(Dataset<Row> parts, Dataset<Row> found, @Nullable Dataset<Row> touches) {
    Dataset<Row> sums =
        parts
            .filter(col("sum").isNotNull())
            .groupBy("cell", "partition", "expiry")
            .agg(sum("sum").as("sum"))
            .filter(col("sum").notEqual(lit(0L)));
    MapPartitionsFunction<Row, Row> present = rows -> each(rows, this::present);
    Dataset<Row> lasting =
        sums.filter(col("expiry").isNull()).mapPartitions(present, Encoders.row(ROW));
    return touches == null ? lasting : lasting.unionByName(expiring(sums, found, touches));
  }

  private Dataset<Row> expiring(Dataset<Row> sums, Dataset<Row> found, Dataset<Row> touches) {
    MapFunction<Row, Row> written = this::written;
    MapPartitionsFunction<Row, Row> aged = rows -> each(rows, this::aged);
    return sums.filter(col("expiry").isNotNull())
        .join(touches, Columns.names("cell"), "left")
        .join(found.select("cell", "version", "found"), Columns.names("cell"), "left")
        .withColumn("written", coalesce(col("written"), lit(0L)))
        .map(written, Encoders.row(WRITTEN))
        .withColumn("newest", max("written").over(Window.partitionBy(expr(FIELDS))))
        .mapPartitions(aged, Encoders.row(ROW));
  }

  /** The last write, which may be newer than the epoch. */
  private Row written(Row row) {
    byte[] found = row.getAs("found");
    int partition = row.<Integer>getAs("partition");
    Bound bound = bounds.bounds().get(partition);
    long written = row.<Long>getAs("written");
    if (found != null && bound != null && bound.isAfterEpoch(row.<Long>getAs("version"))) {
      written = Math.max(written, written(found));
    }
    return RowFactory.create(
        row.getAs("cell"), partition, row.getAs("expiry"), row.getAs("sum"), written);
  }

  private static long written(byte[] found) {
    try {
      return EdgeCells.written(found);
    } catch (RuntimeException e) {
      return 0; // damaged
    }
  }

  private Stream<Row> present(Map<Long, EdgeTable> byCode, Row row) {
    return rows(byCode, row, EdgeCells.bytes(row.<Long>getAs("sum")), null);
  }

  private Stream<Row> aged(Map<Long, EdgeTable> byCode, Row row) {
    long expiry = row.<Long>getAs("expiry");
    long written = row.<Long>getAs("written");
    boolean over = closing - row.<Long>getAs("newest") > expiry;
    byte[] wanted = over ? null : EdgeCells.bytes(row.<Long>getAs("sum"), written);
    return rows(byCode, row, wanted, over ? OVER : closing - written > expiry ? OLD : null);
  }

  /** The cell of a sum, and its place. */
  private static Stream<Row> rows(
      Map<Long, EdgeTable> byCode, Row row, byte @Nullable [] wanted, @Nullable String age) {
    byte[] key = row.getAs("cell");
    int partition = row.<Integer>getAs("partition");
    EdgeTable table = byCode.get(EdgeCells.table(EdgeCell.of(key, null)));
    EdgeCells.Entry rank =
        table == null ? null : EdgeCells.rank(table, key, row.<Long>getAs("sum"));
    Row own = RowFactory.create(key, partition, wanted, age);
    return rank == null
        ? Stream.of(own)
        : Stream.of(
            own,
            RowFactory.create(rank.key(), partition, wanted == null ? null : rank.value(), age));
  }

  private interface Rows {
    Stream<Row> of(Map<Long, EdgeTable> byCode, Row row);
  }

  private Iterator<Row> each(Iterator<Row> rows, Rows made) {
    Map<Long, EdgeTable> byCode = tables.byCode();
    return Streams.of(rows).flatMap(row -> made.of(byCode, row)).iterator();
  }
}
