package io.dumul.local.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_seconds;

import io.dumul.core.config.Settings;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Selection;
import io.dumul.core.view.Slot;
import io.dumul.core.view.ViewStore;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What one would do in place of writing: every cell of the table {@code aggregates} into files of
 * HBase's own form, sorted, one for each region, which the region servers take over. The table has
 * the families and regions of the views. Readers see a file as soon as it is loaded.
 */
final class BulkLoad implements AutoCloseable {
  private static final TableName TABLE = TableName.valueOf("bulk");
  private static final String SAMPLE = "abs(xxhash64(entity_key, bucket)) % 997 < 10";
  private static final int MOST = 1000;

  private final SparkSession spark;
  private final Path folder;
  private final Configuration conf = HBaseConfiguration.create();
  private final HBaseSettings settings;
  private final HBaseStores stores;
  private long publication;

  /**
   * Connects, and makes the table.
   *
   * @param folder where files are written, on the file system of HBase
   */
  BulkLoad(SparkSession spark, String quorum, Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.conf.set("hbase.zookeeper.quorum", quorum);
    this.settings =
        HBaseSettings.from(
            Settings.load(
                null,
                Map.of("DUMUL_HBASE_QUORUM", quorum, "DUMUL_VIEWS_TABLE", TABLE.toString()),
                HBaseSettings.ALL));
    this.stores = HBaseStores.open(settings);
  }

  /** Writes and loads them under the next number; returns how many. */
  long run() throws Exception {
    publication++;
    Files.createDirectory(folder);
    try {
      var written = spark.sparkContext().longAccumulator();
      cells()
          .map(new HFileCell(settings.regions()), Encoders.row(HFileCell.ROW))
          .repartitionById(settings.regions(), col("region"))
          .sortWithinPartitions("row", "qualifier")
          .foreachPartition(new WriteHFile(folder.toUri().toString(), publication, written));
      var unused = BulkLoadHFiles.create(conf).bulkLoad(TABLE, path(folder));
      return written.value();
    } finally {
      Runs.delete(folder);
    }
  }

  private static org.apache.hadoop.fs.Path path(Path folder) {
    return new org.apache.hadoop.fs.Path(folder.toUri());
  }

  private Dataset<Row> cells() {
    return spark
        .table("dumul.dumul.aggregates")
        .select(
            col("metric_id"),
            col("entity_kind"),
            col("entity_key"),
            col("key_fields"),
            unix_seconds(col("bucket")).as("bucket"),
            col("state"));
  }

  /** Refuses where another number of cells stands there, or one of a sample has another value. */
  void check() throws IOException {
    long found = count();
    long expected = cells().count();
    if (found != expected) {
      throw new IllegalStateException(
          "bulk-load: " + found + " cells (expected: " + expected + ")");
    }
    ViewStore views = stores.views();
    for (Row cell : cells().filter(SAMPLE).limit(MOST).collectAsList()) {
      if (!Arrays.equals(read(views, cell), cell.<byte[]>getAs("state"))) {
        throw new IllegalStateException(
            "bulk-load: other bytes (expected: those of the table aggregates in " + cell + ")");
      }
    }
  }

  private byte[] read(ViewStore views, Row cell) {
    Slot slot = new Slot(cell.getLong(0), cell.getLong(4));
    return views
        .read(
            Entity.parse(cell.getString(1), cell.getString(2), cell.getInt(3)),
            new Selection(Set.of(slot.metric()), slot.bucket(), slot.bucket() + 1, publication))
        .join()
        .batch()
        .getOrDefault(slot, new byte[0]);
  }

  private long count() throws IOException {
    Scan scan = new Scan().setFilter(new KeyOnlyFilter()).setCaching(10_000);
    long cells = 0;
    try (Connection connection = ConnectionFactory.createConnection(conf);
        Table table = connection.getTable(TABLE);
        ResultScanner rows = table.getScanner(scan)) {
      for (Result row : rows) {
        cells += row.size();
      }
    }
    return cells;
  }

  @Override
  public void close() {
    stores.close();
  }
}
