package io.dumul.batch;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Small shares of a store's rows, which tasks read one after the other. */
final class Shares {
  /** How many there are. */
  static final int ALL = 256;

  private Shares() {}

  /**
   * What a scan makes of all shares.
   *
   * @param scan is given some of the numbers from 0 to {@link #ALL} - 1
   */
  static Dataset<Row> read(
      Batch batch, FlatMapFunction<Iterator<Integer>, Row> scan, StructType type) {
    List<Integer> shares = IntStream.range(0, ALL).boxed().toList();
    int tasks = Math.max(2, batch.settings().shufflePartitions());
    JavaSparkContext context = new JavaSparkContext(batch.spark().sparkContext());
    return batch
        .spark()
        .createDataFrame(context.parallelize(shares, tasks).mapPartitions(scan), type);
  }
}
