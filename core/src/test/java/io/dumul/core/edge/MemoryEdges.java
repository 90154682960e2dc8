package io.dumul.core.edge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Versions of cells on the heap: what was taken away up to a version stays so. */
public final class MemoryEdges implements EdgeStore {
  private final NavigableMap<byte[], NavigableMap<byte[], Versions>> rows =
      new TreeMap<>(Arrays::compareUnsigned);

  private static final class Versions {
    private final NavigableMap<Long, byte[]> written = new TreeMap<>();
    private long takenAway = Long.MIN_VALUE;

    Map.@Nullable Entry<Long, byte[]> newest() {
      Map.Entry<Long, byte[]> last = written.lastEntry();
      return last != null && last.getKey() > takenAway ? last : null;
    }

    void forget() {
      written.headMap(takenAway, true).clear();
      takenAway = Long.MIN_VALUE;
    }
  }

  @Override
  public synchronized CompletableFuture<Void> write(List<Versioned> written) {
    for (Versioned one : written) {
      Versions versions = versions(one.cell());
      byte[] value = one.cell().value();
      if (value == null) {
        versions.takenAway = Math.max(versions.takenAway, one.version());
      } else {
        versions.written.put(one.version(), value);
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletableFuture<Boolean> writeIf(EdgeCell there, List<Versioned> cells) {
    var newest = versions(there).newest();
    if (newest == null || !Arrays.equals(newest.getValue(), there.value())) {
      return CompletableFuture.completedFuture(false);
    }
    return write(cells).thenApply(done -> true);
  }

  /** Loses everything. */
  public synchronized void wipe() {
    rows.clear();
  }

  private Versions versions(EdgeCell cell) {
    return rows.computeIfAbsent(cell.row(), row -> new TreeMap<>(Arrays::compareUnsigned))
        .computeIfAbsent(cell.column(), column -> new Versions());
  }

  @Override
  public CompletableFuture<List<EdgeCell>> row(byte[] row, Columns columns) {
    return CompletableFuture.completedFuture(
        versioned(row, columns).stream().map(Versioned::cell).toList());
  }

  private synchronized List<Versioned> versioned(byte[] row, Columns columns) {
    NavigableMap<byte[], Versions> found = rows.get(row);
    if (found == null) {
      return List.of();
    }
    NavigableMap<byte[], Versions> span =
        columns.to() == null
            ? found.tailMap(columns.from(), true)
            : found.subMap(columns.from(), true, columns.to(), false);
    List<Versioned> cells = new ArrayList<>();
    span.forEach((column, versions) -> add(row, column, versions, cells::add));
    return cells;
  }

  private static void add(byte[] row, byte[] column, Versions versions, Consumer<Versioned> cells) {
    Map.Entry<Long, byte[]> newest = versions.newest();
    if (newest != null) {
      cells.accept(new Versioned(new EdgeCell(row, column, newest.getValue()), newest.getKey()));
    }
  }

  @Override
  public synchronized CompletableFuture<List<EdgeCell>> scan(byte[] from, byte[] to, int limit) {
    List<EdgeCell> found = new ArrayList<>();
    for (byte[] row : rows.subMap(from, true, to, false).keySet()) {
      if (found.size() < limit) {
        versioned(row, Columns.ALL).forEach(one -> found.add(one.cell()));
      }
    }
    return CompletableFuture.completedFuture(found.subList(0, Math.min(limit, found.size())));
  }

  /** The same cells, for who mends them. */
  public EdgeRepair repair() {
    return new Repair();
  }

  private final class Repair implements EdgeRepair {
    @Override
    public void scan(int share, int shares, Consumer<Versioned> to) {
      synchronized (MemoryEdges.this) {
        rows.forEach(
            (row, columns) -> {
              if ((row[0] & 0xff) * shares / 256 == share) {
                columns.forEach((column, versions) -> add(row, column, versions, to));
              }
            });
      }
    }

    @Override
    public List<Versioned> row(byte[] row, Columns columns) {
      return versioned(row, columns);
    }

    @Override
    public OptionalLong newest(EdgeCell cell, long after, long through) {
      synchronized (MemoryEdges.this) {
        Versions versions = versions(cell);
        List<Long> all = new ArrayList<>(versions.written.keySet());
        all.add(versions.takenAway);
        return all.stream()
            .filter(version -> version > after && version <= through)
            .mapToLong(Long::longValue)
            .max();
      }
    }

    @Override
    public void remove(Versioned cell) {
      synchronized (MemoryEdges.this) {
        versions(cell.cell()).written.remove(cell.version());
      }
    }

    @Override
    public void write(List<Versioned> written) {
      MemoryEdges.this.write(written).join();
    }

    @Override
    public void forget(List<byte[]> wanted) {
      synchronized (MemoryEdges.this) {
        rows.values().forEach(columns -> columns.values().forEach(Versions::forget));
      }
    }
  }
}
