package io.dumul.local.bench;

import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.fs.HFileSystem;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.regionserver.StoreFileWriter;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Writes the sorted cells of a region as a file for a bulk load: rows of {@link HFileCell}. Encoded
 * and with a Bloom filter as the family says.
 *
 * @param publication timestamp of the cells
 */
record WriteHFile(String folder, long publication, LongAccumulator written)
    implements ForeachPartitionFunction<Row> {
  private static final byte[] FAMILY = Bytes.toBytes("b");

  @Override
  public void call(Iterator<Row> cells) throws IOException {
    if (!cells.hasNext()) {
      return;
    }
    StoreFileWriter file = open(new Path(folder, Bytes.toString(FAMILY)));
    while (cells.hasNext()) {
      Row cell = cells.next();
      file.append(
          new KeyValue(cell.getAs(1), FAMILY, cell.getAs(2), publication, cell.<byte[]>getAs(3)));
      written.add(1);
    }
    file.appendFileInfo(HStoreFile.BULKLOAD_TIME_KEY, Bytes.toBytes(publication));
    file.appendFileInfo(HStoreFile.MAJOR_COMPACTION_KEY, Bytes.toBytes(true));
    file.appendTrackedTimestampsToMetadata();
    file.close();
  }

  private static StoreFileWriter open(Path folder) throws IOException {
    Configuration conf = HBaseConfiguration.create();
    return new StoreFileWriter.Builder(
            conf, CacheConfig.DISABLED, new HFileSystem(folder.getFileSystem(conf)))
        .withOutputDir(folder)
        .withBloomType(BloomType.ROW)
        .withFileContext(
            new HFileContextBuilder()
                .withDataBlockEncoding(DataBlockEncoding.ROW_INDEX_V1)
                .withColumnFamily(FAMILY)
                .build())
        .build();
  }
}
