package io.dumul.hbase;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncAdmin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.jspecify.annotations.Nullable;

/** Makes the tables where they are missing. */
final class HBaseTables {
  /** Publications that a reader may still hold or a rollback may go back to. */
  static final int BATCH_VERSIONS = 12;

  private static final String LAYOUT_KEY = "dumul-layout";
  private static final String LAYOUT = "1";

  private final AsyncAdmin admin;

  HBaseTables(AsyncAdmin admin) {
    this.admin = admin;
  }

  /** Safe to repeat, and for several processes at once. */
  void create(HBaseSettings settings) {
    create(views(settings.viewsTable()), Rows.splits(settings.regions()));
    create(control(settings.controlTable()), new byte[0][]);
    create(edges(settings.edgesTable()), Rows.splits(settings.regions()));
  }

  private void create(TableDescriptor table, byte[][] splits) {
    TableName name = table.getTableName();
    String what = "creating table " + name;
    if (!Calls.await(admin.tableExists(name), what)) {
      CompletableFuture<Void> made =
          splits.length == 0 ? admin.createTable(table) : admin.createTable(table, splits);
      Calls.await(made.exceptionally(HBaseTables::unlessItIsThere), what);
    }
    String layout = Calls.await(admin.getDescriptor(name), what).getValue(LAYOUT_KEY);
    if (!LAYOUT.equals(layout)) {
      throw new IllegalStateException(
          "table " + name + ": layout " + layout + " (expected: " + LAYOUT + ")");
    }
  }

  private static @Nullable Void unlessItIsThere(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TableExistsException) {
      return null;
    }
    throw new CompletionException(cause);
  }

  private static TableDescriptor views(String name) {
    return TableDescriptorBuilder.newBuilder(TableName.valueOf(name))
        .setValue(LAYOUT_KEY, LAYOUT)
        .setColumnFamily(family(Columns.BATCH, BATCH_VERSIONS))
        .setColumnFamily(family(Columns.SPEED, 1))
        .build();
  }

  private static TableDescriptor control(String name) {
    return TableDescriptorBuilder.newBuilder(TableName.valueOf(name))
        .setValue(LAYOUT_KEY, LAYOUT)
        .setColumnFamily(family(HBaseControl.FAMILY, 1))
        .build();
  }

  private static TableDescriptor edges(String name) {
    return TableDescriptorBuilder.newBuilder(TableName.valueOf(name))
        .setValue(LAYOUT_KEY, LAYOUT)
        .setColumnFamily(family(HBaseEdges.FAMILY, 1))
        .build();
  }

  private static ColumnFamilyDescriptor family(byte[] name, int versions) {
    return ColumnFamilyDescriptorBuilder.newBuilder(name)
        .setMaxVersions(versions)
        .setBloomFilterType(BloomType.ROW)
        .setDataBlockEncoding(DataBlockEncoding.ROW_INDEX_V1)
        .build();
  }
}
