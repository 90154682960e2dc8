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
  private final NavigableMap<byte[], Versions> cells = new TreeMap<>(Arrays::compareUnsigned);

  private static final class Versions {
    private final NavigableMap<Long, byte[]> written = new TreeMap<>();
    private long takenAway = Long.MIN_VALUE;

    Map.@Nullable Entry<Long, byte[]> newest() {
      Map.Entry<Long, byte[]> last = written.lastEntry();
      return last != null && last.getKey() > takenAway ? last : null;
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

  private Versions versions(EdgeCell cell) {
    return cells.computeIfAbsent(cell.key(), key -> new Versions());
  }

  @Override
  public CompletableFuture<List<EdgeCell>> row(byte[] row, Columns columns) {
    List<EdgeCell> found = new ArrayList<>();
    each(
        one -> {
          if (Arrays.equals(one.cell().row(), row) && isIn(one.cell(), columns)) {
            found.add(one.cell());
          }
        });
    found.sort((one, other) -> Arrays.compareUnsigned(one.column(), other.column()));
    return CompletableFuture.completedFuture(found);
  }

  private static boolean isIn(EdgeCell cell, Columns columns) {
    byte[] column = cell.column();
    return Arrays.compareUnsigned(column, columns.from()) >= 0
        && (columns.to() == null || Arrays.compareUnsigned(column, columns.to()) < 0);
  }

  @Override
  public CompletableFuture<List<EdgeCell>> scan(byte[] from, byte[] to, int limit) {
    List<EdgeCell> found = new ArrayList<>();
    each(
        one -> {
          byte[] row = one.cell().row();
          if (Arrays.compareUnsigned(row, from) >= 0 && Arrays.compareUnsigned(row, to) < 0) {
            found.add(one.cell());
          }
        });
    found.sort((one, other) -> Arrays.compareUnsigned(one.row(), other.row()));
    return CompletableFuture.completedFuture(found.subList(0, Math.min(limit, found.size())));
  }

  private synchronized void each(Consumer<Versioned> to) {
    cells.forEach(
        (key, versions) -> {
          Map.Entry<Long, byte[]> newest = versions.newest();
          if (newest != null) {
            to.accept(new Versioned(EdgeCell.of(key, newest.getValue()), newest.getKey()));
          }
        });
  }

  /** The same cells, for who mends them. */
  public EdgeRepair repair() {
    return new Repair();
  }

  private final class Repair implements EdgeRepair {
    @Override
    public void scan(int share, int shares, Consumer<Versioned> to) {
      each(
          one -> {
            if ((one.cell().row()[0] & 0xff) * shares / 256 == share) {
              to.accept(one);
            }
          });
    }

    @Override
    public List<Versioned> row(byte[] row, Columns columns) {
      List<Versioned> found = new ArrayList<>();
      each(
          one -> {
            if (Arrays.equals(one.cell().row(), row) && isIn(one.cell(), columns)) {
              found.add(one);
            }
          });
      return found;
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
    public void forget(List<byte[]> rows) {
      synchronized (MemoryEdges.this) {
        for (Versions versions : cells.values()) {
          versions.written.headMap(versions.takenAway, true).clear();
          versions.takenAway = Long.MIN_VALUE;
        }
      }
    }
  }
}
