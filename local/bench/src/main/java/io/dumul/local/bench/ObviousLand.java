package io.dumul.local.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The job that one would write first: read the topic, {@code from_json}, append to a table that is
 * partitioned by day. It checks nothing, drops no duplicates, and lands twice what it is told
 * twice.
 */
final class ObviousLand {
  private static final String TABLE = "dumul.dumul.obvious";
  private static final String EVENT =
      "id STRING, source STRING, type STRING, time TIMESTAMP, subject STRING, data STRING";

  private final SparkSession spark;
  private final String servers;
  private final String topic;

  ObviousLand(SparkSession spark, String servers, String topic) {
    this.spark = spark;
    this.servers = servers;
    this.topic = topic;
    spark.sql(
        "CREATE TABLE IF NOT EXISTS "
            + TABLE
            + " (partition INT, offset BIGINT, append_time TIMESTAMP, "
            + EVENT
            + ") USING iceberg PARTITIONED BY (days(time))");
  }

  /**
   * Lands a range of offsets.
   *
   * @param from by partition
   * @param to by partition, not included
   */
  void run(Map<Integer, Long> from, Map<Integer, Long> to) throws Exception {
    Dataset<Row> records =
        spark
            .read()
            .format("kafka")
            .option("kafka.bootstrap.servers", servers)
            .option("subscribe", topic)
            .option("startingOffsets", offsets(from))
            .option("endingOffsets", offsets(to))
            .load();
    records
        .filter(col("value").isNotNull())
        .select(
            col("partition"),
            col("offset"),
            col("timestamp").as("append_time"),
            from_json(col("value").cast("string"), EVENT, Map.of()).as("event"))
        .select("partition", "offset", "append_time", "event.*")
        .writeTo(TABLE)
        .append();
  }

  private String offsets(Map<Integer, Long> byPartition) {
    return byPartition.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
        .collect(Collectors.joining(",", "{\"" + topic + "\":{", "}}"));
  }

  /** Rows that it has landed. */
  long rows() {
    return spark.table(TABLE).count();
  }

  static Map<Integer, Long> start(int partitions) {
    Map<Integer, Long> start = new TreeMap<>();
    for (int i = 0; i < partitions; i++) {
      start.put(i, 0L);
    }
    return start;
  }
}
