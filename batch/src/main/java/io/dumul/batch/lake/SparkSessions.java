package io.dumul.batch.lake;

import io.dumul.batch.functions.DumulFunctions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Opens Spark with the catalog of the tables and the catalog of the functions. */
public final class SparkSessions {
  private SparkSessions() {}

  /**
   * Opens a session. What spark-submit has set stands.
   *
   * @param master used where spark-submit names none
   * @param shufflePartitions how many tasks a shuffle has at most
   */
  public static SparkSession open(
      LakeSettings lake, String master, int shufflePartitions, Path definitions) {
    SparkConf conf = new SparkConf();
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("spark.master", master);
    defaults.put("spark.app.name", "dumul-batch");
    if (conf.get("spark.master", master).startsWith("local")) {
      defaults.put("spark.driver.host", "127.0.0.1");
      defaults.put("spark.driver.bindAddress", "127.0.0.1");
    }
    defaults.put("spark.ui.enabled", "false");
    defaults.put("spark.ui.showConsoleProgress", "false");
    defaults.put("spark.sql.shuffle.partitions", Integer.toString(shufflePartitions));
    defaults.put("spark.sql.adaptive.coalescePartitions.parallelismFirst", "false");
    // Spark does not see how large our states are: more keys than this in a task are sorted
    defaults.put("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", "50000");
    // What is kept between steps is read once or twice: to press it costs more than it saves
    defaults.put("spark.sql.inMemoryColumnarStorage.compressed", "false");
    defaults.forEach(conf::setIfMissing);
    conf.set("spark.sql.session.timeZone", "UTC");
    conf.set("spark.sql.datetime.java8API.enabled", "true");
    catalogs(lake, definitions, conf);
    SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
    spark.sparkContext().setLogLevel("WARN");
    return spark;
  }

  private static void catalogs(LakeSettings lake, Path definitions, SparkConf conf) {
    String tables = "spark.sql.catalog." + LakeSettings.CATALOG;
    conf.set(tables, DumulCatalog.class.getName());
    lake.catalogProperties().forEach((key, value) -> conf.set(tables + "." + key, value));
    conf.set(tables + ".default-namespace", LakeSettings.NAMESPACE.toString());
    conf.set("spark.sql.defaultCatalog", LakeSettings.CATALOG);
    String functions = "spark.sql.catalog.dumul_functions";
    conf.set(functions, DumulFunctions.class.getName());
    conf.set(functions + ".definitions", definitions.toString());
  }
}
