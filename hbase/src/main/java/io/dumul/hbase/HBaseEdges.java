package io.dumul.hbase;

import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.CheckAndMutateResult;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Row;
import org.apache.hadoop.hbase.client.RowMutations;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.ColumnRangeFilter;
import org.apache.hadoop.hbase.util.Bytes;

/** Cells of edges in an HBase table, a cell's version as its timestamp. */
final class HBaseEdges implements EdgeStore {
  static final byte[] FAMILY = Bytes.toBytes("e");

  private static final int CELLS_AT_ONCE = 500;

  private final AsyncTable<?> table;
  private final String name;

  HBaseEdges(AsyncConnection connection, String name) {
    this.table = connection.getTable(TableName.valueOf(name));
    this.name = name;
  }

  @Override
  public CompletableFuture<Void> write(List<Versioned> cells) {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (int from = 0; from < cells.size(); from += CELLS_AT_ONCE) {
      int to = Math.min(from + CELLS_AT_ONCE, cells.size());
      List<Row> rows = cells.subList(from, to).stream().map(HBaseEdges::write).toList();
      writes.add(table.batchAll(rows).thenApply(done -> null));
    }
    return Calls.named(
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)),
        "writing edges to " + name);
  }

  @Override
  public CompletableFuture<Boolean> writeIf(EdgeCell there, List<Versioned> cells) {
    CheckAndMutate check =
        CheckAndMutate.newBuilder(there.row())
            .ifEquals(FAMILY, there.column(), there.value())
            .build(atOnce(there.row(), cells));
    return Calls.named(
        table.checkAndMutate(check).thenApply(CheckAndMutateResult::isSuccess),
        "writing edges to " + name);
  }

  private static RowMutations atOnce(byte[] row, List<Versioned> cells) {
    Put put = new Put(row);
    Delete delete = new Delete(row);
    for (Versioned one : cells) {
      EdgeCell cell = one.cell();
      if (!Arrays.equals(row, cell.row())) {
        throw new IllegalArgumentException("cells: of several rows (expected: of one)");
      } else if (cell.value() == null) {
        delete.addColumns(FAMILY, cell.column(), one.version());
      } else {
        put.addColumn(FAMILY, cell.column(), one.version(), cell.value());
      }
    }
    try {
      List<Mutation> parts = Stream.of(put, delete).filter(part -> !part.isEmpty()).toList();
      return RowMutations.of(parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row write(Versioned versioned) {
    EdgeCell cell = versioned.cell();
    byte[] value = cell.value();
    return value == null
        ? new Delete(cell.row()).addColumns(FAMILY, cell.column(), versioned.version())
        : new Put(cell.row()).addColumn(FAMILY, cell.column(), versioned.version(), value);
  }

  @Override
  public CompletableFuture<List<EdgeCell>> row(byte[] row, Columns columns) {
    Get get = new Get(row).addFamily(FAMILY);
    if (columns.from().length > 0 || columns.to() != null) {
      get.setFilter(new ColumnRangeFilter(columns.from(), true, columns.to(), false));
    }
    return Calls.named(table.get(get).thenApply(HBaseEdges::cells), "reading edges of " + name);
  }

  @Override
  public CompletableFuture<List<EdgeCell>> scan(byte[] from, byte[] to, int limit) {
    Scan scan =
        new Scan()
            .withStartRow(from)
            .withStopRow(to)
            .addFamily(FAMILY)
            .setLimit(limit)
            .setCaching(limit)
            .setReadType(limit <= 100 ? Scan.ReadType.PREAD : Scan.ReadType.DEFAULT);
    return Calls.named(
        table
            .scanAll(scan)
            .thenApply(rows -> rows.stream().flatMap(row -> cells(row).stream()).toList()),
        "scanning edges of " + name);
  }

  private static List<EdgeCell> cells(Result row) {
    List<EdgeCell> cells = new ArrayList<>();
    if (!row.isEmpty()) {
      for (Cell cell : row.rawCells()) {
        cells.add(
            new EdgeCell(row.getRow(), CellUtil.cloneQualifier(cell), CellUtil.cloneValue(cell)));
      }
    }
    return cells;
  }
}
