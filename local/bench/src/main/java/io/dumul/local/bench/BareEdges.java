package io.dumul.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Row;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;

/** One Get and one Put of the HBase client, with no order and no counts: the floor. */
final class BareEdges implements EdgeStoreWay {
  private static final TableName TABLE = TableName.valueOf("bare");
  private static final byte[] FAMILY = {'e'};
  private static final byte[] NO_COLUMN = {};

  private final AsyncConnection connection;
  private final AsyncTable<?> table;

  BareEdges(String quorum) {
    Configuration conf = HBaseConfiguration.create();
    conf.set("hbase.zookeeper.quorum", quorum);
    this.connection = ConnectionFactory.createAsyncConnection(conf).join();
    connection
        .getAdmin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build())
        .join();
    this.table = connection.getTable(TABLE);
  }

  @Override
  public String name() {
    return "hbase";
  }

  @Override
  public List<Kind> kinds() {
    return List.of(Kind.GET, Kind.SYNC);
  }

  private static byte[] row(long user, long item) {
    return ByteBuffer.allocate(1 + 2 * Long.BYTES)
        .put((byte) Long.hashCode(user * 31))
        .putLong(user)
        .putLong(item)
        .array();
  }

  @Override
  public CompletableFuture<?> get(long user, long item) {
    return table.get(new Get(row(user, item)));
  }

  @Override
  public CompletableFuture<Long> count(long item) {
    throw new UnsupportedOperationException("no counts");
  }

  @Override
  public CompletableFuture<?> scan(long user) {
    throw new UnsupportedOperationException("no order");
  }

  @Override
  public CompletableFuture<?> write(List<Like> likes, boolean readable) {
    List<Row> puts =
        likes.stream()
            .<Row>map(
                like ->
                    new Put(row(like.user(), like.item()))
                        .addColumn(FAMILY, NO_COLUMN, like.version(), new byte[48]))
            .toList();
    return puts.size() == 1 ? table.put((Put) puts.get(0)) : table.batchAll(puts);
  }

  @Override
  public void settle() {}

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
