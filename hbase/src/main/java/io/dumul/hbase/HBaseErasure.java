package io.dumul.hbase;

import io.dumul.core.view.ViewErasure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.CompactionState;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.RowFilter;
import org.apache.hadoop.hbase.filter.SubstringComparator;
import org.apache.hadoop.hbase.filter.ValueFilter;
import org.apache.hadoop.hbase.util.Bytes;

/** Looks through the whole table of views, on its servers, for rows that tell of a user. */
final class HBaseErasure implements ViewErasure {
  private static final int POLLS = 120;
  private static final long POLL_MILLIS = 500;

  private final AsyncConnection connection;
  private final AsyncTable<?> views;
  private final List<TableName> tables;

  HBaseErasure(AsyncConnection connection, HBaseSettings settings) {
    this.connection = connection;
    this.views = connection.getTable(TableName.valueOf(settings.viewsTable()));
    this.tables =
        List.of(TableName.valueOf(settings.viewsTable()), TableName.valueOf(settings.edgesTable()));
  }

  @Override
  public long forget(String text, long publication, long epoch) {
    long count = 0;
    for (byte[] row : rows(text)) {
      Delete delete = old(all(row), publication, epoch);
      if (!delete.isEmpty()) {
        Calls.await(views.delete(delete), "erasing from " + views.getName());
        count += delete.size();
      }
    }
    return count;
  }

  @Override
  public long count(String text) {
    return rows(text).stream()
        .filter(row -> Rows.decode(row).key().contains(text))
        .mapToLong(row -> all(row).size())
        .sum();
  }

  /** Those that have it in their key, or in a value, where it may be a part of another text. */
  private Set<byte[]> rows(String text) {
    Set<byte[]> rows = new TreeSet<>(Arrays::compareUnsigned);
    FilterList either =
        new FilterList(
            FilterList.Operator.MUST_PASS_ONE,
            new RowFilter(CompareOperator.EQUAL, new SubstringComparator(text)),
            new ValueFilter(CompareOperator.EQUAL, new SubstringComparator(text)));
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    Scans.each(
        views,
        new Scan().readAllVersions().setFilter(either),
        result -> {
          if (Rows.decode(result.getRow()).key().contains(text)
              || Arrays.stream(result.rawCells()).anyMatch(cell -> has(cell, wanted))) {
            rows.add(result.getRow());
          }
        });
    return rows;
  }

  private static boolean has(Cell cell, byte[] wanted) {
    byte[] value = CellUtil.cloneValue(cell);
    for (int at = 0; at + wanted.length <= value.length; at++) {
      if (Bytes.equals(value, at, wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  private Result all(byte[] row) {
    return Calls.await(
        views.get(new Get(row).readAllVersions()), "reading a row of " + views.getName());
  }

  /** The versions of a cell come one after the other, the newest first. */
  private static Delete old(Result row, long publication, long epoch) {
    Delete delete = new Delete(row.getRow() == null ? new byte[] {0} : row.getRow());
    Cell kept = null;
    for (Cell cell : row.isEmpty() ? List.<Cell>of() : row.listCells()) {
      if (!Columns.isBatch(cell)) {
        if (Bytes.toLong(cell.getQualifierArray(), cell.getQualifierOffset()) <= epoch) {
          delete.addColumns(Columns.SPEED, CellUtil.cloneQualifier(cell), cell.getTimestamp());
        }
      } else if (cell.getTimestamp() <= publication) {
        boolean newest = kept == null || !CellUtil.matchingQualifier(kept, cell);
        kept = cell;
        if (!newest || cell.getValueLength() == 0) {
          delete.addColumn(Columns.BATCH, CellUtil.cloneQualifier(cell), cell.getTimestamp());
        }
      }
    }
    return delete;
  }

  /** HBase forgets what was removed when it puts all files of a region together. */
  @Override
  public boolean settle() {
    var admin = connection.getAdmin();
    for (TableName table : tables) {
      Calls.await(admin.flush(table), "flushing " + table);
      Calls.await(admin.majorCompact(table), "compacting " + table);
    }
    List<TableName> waiting = new ArrayList<>(tables);
    for (int i = 0; i < POLLS && !waiting.isEmpty(); i++) {
      pause();
      waiting.removeIf(
          table ->
              Calls.await(admin.getCompactionState(table), "compacting " + table)
                  == CompactionState.NONE);
    }
    return waiting.isEmpty();
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HBaseException("hbase: interrupted", e);
    }
  }
}
