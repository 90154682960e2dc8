package io.dumul.core.edge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Cells of all partitions in memory, for folds and for readers. */
public final class MemoryCells implements EdgeView {
  private final NavigableMap<byte[], NavigableMap<byte[], byte[]>> rows =
      new TreeMap<>(Arrays::compareUnsigned);

  /** What a fold of any partition works on. */
  public EdgeFold.Cells cells() {
    return new EdgeFold.Cells() {
      @Override
      public byte @Nullable [] get(byte[] key) {
        EdgeCell cell = EdgeCell.of(key, null);
        return read(cell.row(), cell.column());
      }

      @Override
      public void put(byte[] key, byte @Nullable [] value) {
        write(EdgeCell.of(key, value));
      }

      @Override
      public void each(BiConsumer<byte[], byte[]> to) {
        all().forEach(cell -> to.accept(cell.key(), cell.present()));
      }

      @Override
      public void visit(byte[] from, Predicate<byte[]> key) {
        for (byte[] one : keys(from)) {
          if (!key.test(one)) {
            return;
          }
        }
      }
    };
  }

  private synchronized List<EdgeCell> all() {
    List<EdgeCell> all = new ArrayList<>();
    rows.forEach(
        (row, columns) ->
            columns.forEach((column, value) -> all.add(new EdgeCell(row, column, value))));
    return all;
  }

  private synchronized List<byte[]> keys(byte[] from) {
    return rows.entrySet().stream()
        .flatMap(
            row -> row.getValue().keySet().stream().map(one -> EdgeCell.key(row.getKey(), one)))
        .filter(key -> Arrays.compareUnsigned(key, from) >= 0)
        .sorted(Arrays::compareUnsigned)
        .toList();
  }

  private synchronized byte @Nullable [] read(byte[] row, byte[] column) {
    NavigableMap<byte[], byte[]> found = rows.get(row);
    return found == null ? null : found.get(column);
  }

  synchronized void write(EdgeCell cell) {
    if (cell.value() != null) {
      rows.computeIfAbsent(cell.row(), row -> new TreeMap<>(Arrays::compareUnsigned))
          .put(cell.column(), cell.value());
    } else {
      NavigableMap<byte[], byte[]> row = rows.get(cell.row());
      if (row != null) {
        row.remove(cell.column());
        if (row.isEmpty()) {
          rows.remove(cell.row());
        }
      }
    }
  }

  @Override
  public synchronized CompletableFuture<List<EdgeCell>> row(byte[] row, Columns columns) {
    List<EdgeCell> cells = new ArrayList<>();
    NavigableMap<byte[], byte[]> found = rows.get(row);
    if (found != null) {
      Map<byte[], byte[]> span =
          columns.to() == null
              ? found.tailMap(columns.from(), true)
              : found.subMap(columns.from(), true, columns.to(), false);
      span.forEach((column, value) -> cells.add(new EdgeCell(row, column, value)));
    }
    return CompletableFuture.completedFuture(cells);
  }

  @Override
  public synchronized CompletableFuture<List<EdgeCell>> scan(byte[] from, byte[] to, int limit) {
    List<EdgeCell> cells = new ArrayList<>();
    rows.subMap(from, true, to, false)
        .forEach((row, all) -> all.forEach((col, v) -> cells.add(new EdgeCell(row, col, v))));
    return CompletableFuture.completedFuture(cells.subList(0, Math.min(limit, cells.size())));
  }

  /** Everything but receipts, as text, to compare whole stores. */
  Map<String, String> dump() {
    Map<String, String> all = new TreeMap<>();
    rows.forEach(
        (row, columns) ->
            columns.forEach(
                (column, value) -> {
                  if (!new EdgeCell(row, column, value).isReceipt()) {
                    all.put(Arrays.toString(EdgeCell.key(row, column)), Arrays.toString(value));
                  }
                }));
    return all;
  }
}
