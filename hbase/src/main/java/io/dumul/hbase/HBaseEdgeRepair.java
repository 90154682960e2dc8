package io.dumul.hbase;

import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.edge.EdgeView;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncAdmin;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.ColumnRangeFilter;

/** Reads versions of cells of edges, also those that took a cell away. */
final class HBaseEdgeRepair implements EdgeRepair {
  private static final int POLLS = 240;
  private static final long POLL_MILLIS = 250;

  private final AsyncConnection connection;
  private final AsyncTable<?> table;
  private final HBaseEdges edges;
  private final String name;

  HBaseEdgeRepair(AsyncConnection connection, String name) {
    this.connection = connection;
    this.table = connection.getTable(TableName.valueOf(name));
    this.edges = new HBaseEdges(connection, name);
    this.name = name;
  }

  @Override
  public void scan(int share, int shares, Consumer<Versioned> to) {
    Scan scan = Rows.share(share, shares).addFamily(HBaseEdges.FAMILY);
    each(scan, cell -> to.accept(versioned(cell)));
  }

  @Override
  public List<Versioned> row(byte[] row, EdgeView.Columns columns) {
    Get get = new Get(row).addFamily(HBaseEdges.FAMILY);
    if (columns.from().length > 0 || columns.to() != null) {
      get.setFilter(new ColumnRangeFilter(columns.from(), true, columns.to(), false));
    }
    Result result = Calls.await(table.get(get), "reading edges of " + name);
    return result.isEmpty()
        ? List.of()
        : Arrays.stream(result.rawCells()).map(HBaseEdgeRepair::versioned).toList();
  }

  @Override
  public OptionalLong newest(EdgeCell cell, long after, long through) {
    Scan scan =
        new Scan()
            .withStartRow(cell.row())
            .withStopRow(cell.row(), true)
            .addFamily(HBaseEdges.FAMILY) // a raw scan may not name columns
            .setRaw(true)
            .readAllVersions();
    long[] newest = {Long.MIN_VALUE};
    try {
      each(
          scan.setTimeRange(after + 1, through + 1),
          found -> {
            if (CellUtil.matchingQualifier(found, cell.column())) {
              newest[0] = Math.max(newest[0], found.getTimestamp());
            }
          });
    } catch (IOException e) {
      throw new IllegalArgumentException("after: " + after + " (expected: < " + through + ")", e);
    }
    return newest[0] == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newest[0]);
  }

  @Override
  public void remove(Versioned cell) {
    Delete delete =
        new Delete(cell.cell().row())
            .addColumn(HBaseEdges.FAMILY, cell.cell().column(), cell.version());
    Calls.await(table.delete(delete), "removing a version of an edge of " + name);
  }

  @Override
  public void write(List<Versioned> cells) {
    Calls.await(edges.write(cells), "mending edges of " + name);
  }

  @Override
  public void forget(List<byte[]> rows) {
    var locator = connection.getRegionLocator(TableName.valueOf(name));
    TreeSet<byte[]> regions = new TreeSet<>(Arrays::compareUnsigned);
    for (byte[] row : rows) {
      var location = Calls.await(locator.getRegionLocation(row), "looking for a region");
      regions.add(location.getRegion().getRegionName());
    }
    regions.forEach(this::compact);
  }

  /** HBase forgets what was taken away when it puts all files of a region together. */
  private void compact(byte[] region) {
    AsyncAdmin admin = connection.getAdmin();
    String what = "compacting " + name;
    Calls.await(admin.flushRegion(region), what);
    Optional<Long> before =
        Calls.await(admin.getLastMajorCompactionTimestampForRegion(region), what);
    Calls.await(admin.majorCompactRegion(region), what);
    for (int i = 0; i < POLLS; i++) {
      if (!Calls.await(admin.getLastMajorCompactionTimestampForRegion(region), what)
          .equals(before)) {
        return;
      }
      pause();
    }
    throw new IllegalStateException("hbase: " + what + ": not done in time (safe to repeat)");
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HBaseException("hbase: interrupted", e);
    }
  }

  private void each(Scan scan, Consumer<Cell> to) {
    Scans.each(
        table,
        scan,
        row -> {
          for (Cell cell : row.rawCells()) {
            to.accept(cell);
          }
        });
  }

  private static Versioned versioned(Cell cell) {
    return new Versioned(
        new EdgeCell(
            CellUtil.cloneRow(cell), CellUtil.cloneQualifier(cell), CellUtil.cloneValue(cell)),
        cell.getTimestamp());
  }
}
