package io.dumul.local.bench;

import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The 8 metrics as group-bys of Spark SQL over the table {@code activity}: the data is parsed by
 * {@code from_json}, one query for each entity and bucket, all of them as one write.
 */
final class PlainSql {
  private static final String TABLE = "dumul.dumul.plain";
  private static final String ORDERS =
      """
      SELECT subject AS user, event.store, event.region, event.amount,
        date_trunc('HOUR', event_time) AS hour,
        to_utc_timestamp(date_trunc('DAY', from_utc_timestamp(event_time, 'Asia/Seoul')), 'Asia/Seoul') AS day
      FROM (SELECT subject, event_time,
          from_json(data, 'store STRING, region STRING, amount DECIMAL(18, 2)') AS event
        FROM dumul.dumul.activity WHERE type = 'ordered')
      """;

  /** Name, key, bucket and value of each metric; those of one key and bucket are one query. */
  private static final String METRICS =
      """
      SELECT 'user-orders' AS metric, user AS entity, hour AS bucket, CAST(count(*) AS DECIMAL(28, 2)) AS value
        FROM orders GROUP BY user, hour
      UNION ALL SELECT 'user-spend', user, day, CAST(sum(amount) AS DECIMAL(28, 2)) FROM orders GROUP BY user, day
      UNION ALL SELECT 'store-orders', store, hour, CAST(count(*) AS DECIMAL(28, 2)) FROM orders GROUP BY store, hour
      UNION ALL SELECT stack(2, 'store-revenue', store, day, revenue, 'store-users', store, day, users) FROM (
        SELECT store, day, CAST(sum(amount) AS DECIMAL(28, 2)) AS revenue,
          CAST(hll_sketch_estimate(hll_sketch_agg(user, 12)) AS DECIMAL(28, 2)) AS users
        FROM orders GROUP BY store, day)
      UNION ALL SELECT 'region-orders', region, hour, CAST(count(*) AS DECIMAL(28, 2)) FROM orders GROUP BY region, hour
      UNION ALL SELECT 'region-largest', region, day, CAST(max(amount) AS DECIMAL(28, 2)) FROM orders GROUP BY region, day
      UNION ALL SELECT 'all-orders', '', hour, CAST(count(*) AS DECIMAL(28, 2)) FROM orders GROUP BY hour
      """;

  private final SparkSession spark;

  PlainSql(SparkSession spark) {
    this.spark = spark;
    spark.sql(
        "CREATE TABLE IF NOT EXISTS "
            + TABLE
            + " (metric STRING, entity STRING, bucket TIMESTAMP, value DECIMAL(28, 2)) USING iceberg"
            + " PARTITIONED BY (days(bucket))");
  }

  /**
   * Computes everything and replaces what was there.
   *
   * @param once parses the data once and keeps it in memory, in place of once for each query
   */
  void run(boolean once) throws Exception {
    var orders = spark.sql(ORDERS);
    orders.createOrReplaceTempView("orders");
    if (once) {
      orders.persist();
    }
    try {
      spark.sql(METRICS).writeTo(TABLE).overwritePartitions();
    } finally {
      orders.unpersist();
    }
  }

  Map<String, Totals.Total> totals() {
    return totals(spark, "SELECT metric, count(*), sum(value) FROM " + TABLE + " GROUP BY metric");
  }

  /** By metric the number of values and their sum; no hash. */
  static Map<String, Totals.Total> totals(SparkSession spark, String query) {
    Map<String, Totals.Total> totals = new java.util.TreeMap<>();
    for (Row row : spark.sql(query).collectAsList()) {
      totals.put(
          row.getString(0),
          new Totals.Total(row.getLong(1), row.getDecimal(2).stripTrailingZeros(), ""));
    }
    return totals;
  }
}
