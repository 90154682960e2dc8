package io.dumul.hbase;

import io.dumul.core.edge.TableRegistry;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.util.Bytes;
import org.jspecify.annotations.Nullable;

/** One cell beside the control row; it changes by compare-and-set. */
final class HBaseTableRegistry implements TableRegistry {
  private static final byte[] ROW = Bytes.toBytes("tables");
  private static final byte[] COLUMN = Bytes.toBytes("created");

  private final AsyncTable<?> table;
  private final String name;

  HBaseTableRegistry(AsyncConnection connection, String name) {
    this.table = connection.getTable(TableName.valueOf(name));
    this.name = name;
  }

  @Override
  public CompletableFuture<byte @Nullable []> read() {
    Get get = new Get(ROW).addColumn(HBaseControl.FAMILY, COLUMN);
    return Calls.named(
        table
            .get(get)
            .<byte @Nullable []>thenApply(row -> row.getValue(HBaseControl.FAMILY, COLUMN)),
        "reading tables of " + name);
  }

  @Override
  public CompletableFuture<Boolean> replace(byte @Nullable [] old, byte[] next) {
    CheckAndMutate.Builder check = CheckAndMutate.newBuilder(ROW);
    if (old == null) {
      check.ifNotExists(HBaseControl.FAMILY, COLUMN);
    } else {
      check.ifEquals(HBaseControl.FAMILY, COLUMN, old);
    }
    Put put = new Put(ROW).addColumn(HBaseControl.FAMILY, COLUMN, next);
    return Calls.named(
        table.checkAndMutate(check.build(put)).thenApply(done -> done.isSuccess()),
        "changing tables of " + name);
  }
}
