package io.dumul.speed;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds what all RocksDB stores of the process hold outside the heap, however many partitions it
 * has: a third of the heap's limit for blocks, indexes and memtables together. Kafka Streams' own
 * default is about 100 MB for each store of each partition.
 */
public final class RocksMemory implements RocksDBConfigSetter {
  private static final double INDEX_SHARE = 0.1;
  private static final int MEMTABLES = 3;
  private static final long LARGEST_MEMTABLE = 16L << 20;

  static {
    RocksDB.loadLibrary();
  }

  private static final long BYTES = Runtime.getRuntime().maxMemory() / 3;
  private static final Cache CACHE = new LRUCache(BYTES, -1, false, INDEX_SHARE);
  private static final WriteBufferManager MEMTABLE_BYTES = new WriteBufferManager(BYTES / 2, CACHE);

  /** Kafka Streams makes it by its name. */
  public RocksMemory() {}

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(MEMTABLE_BYTES);
    options.setMaxWriteBufferNumber(MEMTABLES);
    options.setWriteBufferSize(Math.min(LARGEST_MEMTABLE, BYTES / 8));
  }

  @Override
  public void close(String store, Options options) {
    // the cache is the other stores' too
  }
}
