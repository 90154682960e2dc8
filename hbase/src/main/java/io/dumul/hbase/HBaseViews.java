package io.dumul.hbase;

import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.Increment;
import io.dumul.core.view.Selection;
import io.dumul.core.view.Slot;
import io.dumul.core.view.ViewStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.ColumnRangeFilter;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;
import org.apache.hadoop.hbase.filter.MultipleColumnPrefixFilter;

/**
 * Both views in one HBase table; {@link Rows} and {@link Columns} say how. What is done with a read
 * runs on a thread of the connection, so it must not block.
 */
final class HBaseViews implements ViewStore {
  private static final int CELLS_AT_ONCE = 500;
  private static final int WRITES_AT_ONCE = 4;

  private final AsyncTable<?> table;
  private final Reads reads;
  private final String name;

  HBaseViews(AsyncConnection connection, String name) {
    this.table = connection.getTable(TableName.valueOf(name));
    this.reads = new Reads(table);
    this.name = name;
  }

  @Override
  public CompletableFuture<Void> writeSpeed(List<Increment> increments) {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (int from = 0; from < increments.size(); from += CELLS_AT_ONCE) {
      int to = Math.min(from + CELLS_AT_ONCE, increments.size());
      writes.add(table.putAll(puts(increments.subList(from, to))));
    }
    return Calls.named(
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)),
        "writing increments to " + name);
  }

  private static List<Put> puts(List<Increment> increments) {
    Map<Entity, Put> puts = new HashMap<>();
    for (Increment increment : increments) {
      put(puts, increment.key().entity())
          .addColumn(
              Columns.SPEED,
              Columns.speed(increment.key(), increment.partition()),
              increment.version(),
              increment.partials());
    }
    return List.copyOf(puts.values());
  }

  private static Put put(Map<Entity, Put> puts, Entity entity) {
    return puts.computeIfAbsent(entity, e -> new Put(Rows.encode(e)));
  }

  @Override
  public long writeBatch(long publication, Iterator<BatchCell> cells) {
    Outstanding writes = new Outstanding("writing publication " + publication + " to " + name);
    long count = 0;
    while (cells.hasNext()) {
      Map<Entity, Put> puts = new HashMap<>();
      for (int i = 0; i < CELLS_AT_ONCE && cells.hasNext(); i++) {
        BatchCell cell = cells.next();
        put(puts, cell.entity())
            .addColumn(
                Columns.BATCH,
                Columns.batch(cell.slot().metric(), cell.slot().bucket()),
                publication,
                cell.state());
        count++;
      }
      writes.add(table.putAll(List.copyOf(puts.values())));
    }
    writes.awaitAll();
    return count;
  }

  @Override
  public CompletableFuture<EntityView> read(Entity entity, Selection selection) {
    return Calls.named(
        reads.get(get(entity, selection)).thenApply(result -> view(entity, selection, result)),
        "reading " + entity + " from " + name);
  }

  private static Get get(Entity entity, Selection selection) {
    Get get = new Get(Rows.encode(entity)).addFamily(Columns.SPEED);
    if (selection.publication() > 0 && !selection.metrics().isEmpty()) {
      get.addFamily(Columns.BATCH)
          .setColumnFamilyTimeRange(Columns.BATCH, 0, selection.publication() + 1)
          .setFilter(new MultipleColumnPrefixFilter(Prefixes.of(selection)));
    }
    return get;
  }

  private static EntityView view(Entity entity, Selection selection, Result result) {
    Map<Slot, byte[]> batch = new HashMap<>();
    List<Increment> speed = new ArrayList<>();
    if (!result.isEmpty()) {
      for (Cell cell : result.rawCells()) {
        if (Columns.isBatch(cell)) {
          Slot slot = Columns.slot(cell);
          if (cell.getValueLength() > 0 && selection.holds(slot)) {
            batch.put(slot, CellUtil.cloneValue(cell));
          }
        } else if (selection.reaches(Columns.day(cell))) {
          speed.add(Columns.increment(entity, cell));
        }
      }
    }
    return new EntityView(entity, batch, speed);
  }

  @Override
  public void scanSpeed(long epoch, Consumer<Increment> consumer) {
    scanSpeed(epoch, 0, 1, consumer);
  }

  @Override
  public void scanSpeed(long epoch, int share, int shares, Consumer<Increment> consumer) {
    Filter ofEpoch =
        new ColumnRangeFilter(Columns.epoch(epoch), true, Columns.epoch(epoch + 1), false);
    scan(
        Rows.share(share, shares).setFilter(ofEpoch),
        row -> {
          Entity entity = Rows.decode(row.getRow());
          for (Cell cell : row.rawCells()) {
            consumer.accept(Columns.increment(entity, cell));
          }
        });
  }

  @Override
  public long expireSpeed(long throughEpoch) {
    if (throughEpoch < 0) {
      return 0;
    }
    Filter through = new ColumnRangeFilter(null, true, Columns.epoch(throughEpoch + 1), false);
    Outstanding deletes = new Outstanding("expiring increments of " + name);
    List<Delete> next = new ArrayList<>();
    long[] count = {0};
    scan(
        new Scan().setFilter(new FilterList(through, new KeyOnlyFilter())),
        row -> {
          next.add(deleteOf(row));
          count[0] += row.size();
          if (next.size() == CELLS_AT_ONCE) {
            deletes.add(table.deleteAll(List.copyOf(next)));
            next.clear();
          }
        });
    deletes.add(table.deleteAll(List.copyOf(next)));
    deletes.awaitAll();
    return count[0];
  }

  /** Deletes the cells found and every older version of them, and nothing newer. */
  private static Delete deleteOf(Result row) {
    Delete delete = new Delete(row.getRow());
    for (Cell cell : row.rawCells()) {
      delete.addColumns(Columns.SPEED, CellUtil.cloneQualifier(cell), cell.getTimestamp());
    }
    return delete;
  }

  private void scan(Scan scan, Consumer<Result> rows) {
    Scans.each(table, scan.addFamily(Columns.SPEED), rows);
  }

  @Override
  public void close() {
    reads.close();
  }

  /** Writes under way: a few at a time, so that memory stays bounded. */
  private static final class Outstanding {
    private final Deque<CompletableFuture<Void>> writes = new ArrayDeque<>();
    private final String what;

    Outstanding(String what) {
      this.what = what;
    }

    void add(CompletableFuture<Void> write) {
      writes.add(write);
      if (writes.size() >= WRITES_AT_ONCE) {
        Calls.await(writes.remove(), what);
      }
    }

    void awaitAll() {
      while (!writes.isEmpty()) {
        Calls.await(writes.remove(), what);
      }
    }
  }
}
