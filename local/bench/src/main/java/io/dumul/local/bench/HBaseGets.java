package io.dumul.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.FirstKeyOnlyFilter;

/** Bare reads of the rows of the views; nothing is done with them but to count their cells. */
final class HBaseGets implements TotalStore {
  private static final int BEFORE_THE_KEY = 9;

  private final Map<String, byte[]> rows = new HashMap<>();
  private final AsyncConnection connection;
  private final AsyncTable<?> table;

  HBaseGets(String quorum) throws IOException {
    Configuration conf = HBaseConfiguration.create();
    conf.set("hbase.zookeeper.quorum", quorum);
    this.connection = ConnectionFactory.createAsyncConnection(conf).join();
    this.table = connection.getTable(TableName.valueOf("views"));
    findRows();
  }

  private void findRows() throws IOException {
    try (ResultScanner scanner = table.getScanner(new Scan().setFilter(new FirstKeyOnlyFilter()))) {
      for (Result row = scanner.next(); row != null; row = scanner.next()) {
        byte[] key = row.getRow();
        int chars = key.length - BEFORE_THE_KEY;
        rows.put(new String(key, BEFORE_THE_KEY, chars, StandardCharsets.UTF_8), key);
      }
    }
  }

  /** How many cells the rows have. */
  @Override
  public CompletableFuture<List<Long>> totals(List<String> users) {
    if (users.size() == 1) {
      return table.get(get(users.get(0))).thenApply(row -> List.of((long) row.size()));
    }
    return table
        .getAll(users.stream().map(this::get).toList())
        .thenApply(all -> all.stream().map(row -> (long) row.size()).toList());
  }

  private Get get(String user) {
    byte[] row = rows.get(user);
    if (row == null) {
      throw new IllegalStateException("row: " + user + " (expected: one that was filled)");
    }
    return new Get(row);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
