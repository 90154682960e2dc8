package io.dumul.batch;

import io.dumul.batch.log.Partitions;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.edge.EdgeParts;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.view.Increment;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of cells of edges mean what, by partition of the log. Versions of a partition grow
 * with the events that they come from, so two of them cut its history: the end of the epoch, and
 * the moment at which the audit began to read.
 *
 * @param partitions how many partitions the log has
 */
record EdgeBounds(Map<Integer, Bound> bounds, int partitions) implements Serializable {
  /**
   * No sink is so many cells ahead of its receipts: such a version is not the speed layer's, as a
   * time in milliseconds that a client wrote by default.
   */
  private static final long MOST_AHEAD = 1L << 32;

  /**
   * The versions of one partition.
   *
   * @param epochEnd all that events up to the epoch's end wrote is older
   * @param read all that is not newer was readable when the audit began
   */
  record Bound(long epochEnd, long read) implements Serializable {
    /** Whether it is of events after the epoch, and the speed layer's. */
    boolean isAfterEpoch(long version) {
      return version > epochEnd && version <= last();
    }

    /** Whether it came while the audit read. */
    boolean isUnderWay(long version) {
      return version > read && version <= last();
    }

    /** The largest version that the speed layer can have written. */
    long last() {
      return read + MOST_AHEAD;
    }
  }

  /** Bounds, or why there are none. */
  record Found(@Nullable EdgeBounds bounds, String reason) {}

  /**
   * @param declared tables that must be filled
   */
  static Found of(EdgeRepair edges, long epoch, int partitions, Collection<EdgeTable> declared) {
    Map<Integer, Bound> bounds = new TreeMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      String unfilled = EdgeParts.unfilled(edges, partition, declared);
      if (unfilled != null) {
        return new Found(null, unfilled);
      }
      OptionalLong last = version(edges, partition, EdgeCells.last());
      OptionalLong mark = version(edges, partition, EdgeCells.mark(epoch));
      if (mark.isEmpty()) {
        return new Found(
            null, "the speed layer has not come to the end of the epoch in partition " + partition);
      }
      long end = mark.getAsLong();
      long read = Math.max(end, last.orElse(end));
      if (generation(end) != generation(read)) {
        return new Found(null, "the speed layer is built anew in partition " + partition);
      }
      bounds.put(partition, new Bound(end, read));
    }
    return new Found(new EdgeBounds(new HashMap<>(bounds), partitions), "");
  }

  private static int generation(long version) {
    return Increment.generation(version);
  }

  private static OptionalLong version(EdgeRepair edges, int partition, EdgeView.Columns column) {
    List<Versioned> cells = edges.row(EdgeCells.marks(partition), column);
    return cells.isEmpty() ? OptionalLong.empty() : OptionalLong.of(cells.get(0).version());
  }

  /** Whether everything up to these versions is readable now. */
  static boolean isReadable(EdgeRepair edges, Map<Integer, Long> versions) {
    return versions.entrySet().stream()
        .allMatch(
            entry ->
                version(edges, entry.getKey(), EdgeCells.last()).orElse(Long.MIN_VALUE)
                    > entry.getValue());
  }

  /** The bound of a cell; null where it cannot be known whose it is. */
  @Nullable Bound of(Map<Long, EdgeTable> tables, EdgeCell cell) {
    OptionalInt partition = partition(tables, cell);
    return partition.isEmpty() ? null : bounds.get(partition.getAsInt());
  }

  OptionalInt partition(Map<Long, EdgeTable> tables, EdgeCell cell) {
    EdgeTable table = tables.get(EdgeCells.table(cell));
    try {
      return switch (Objects.requireNonNull(EdgeCells.kind(cell))) {
        case COUNT, GROUP -> OptionalInt.of(EdgeCells.partition(cell));
        case RANK ->
            table == null
                ? OptionalInt.empty()
                : OptionalInt.of(EdgeCells.rankPartition(table, cell));
        case STATE -> partition(table, table == null ? null : EdgeCells.edge(table, cell));
        case INDEX ->
            partition(
                table,
                table == null || cell.value() == null
                    ? null
                    : EdgeCells.entryEdge(table, cell.value()));
        case RECEIPT -> OptionalInt.empty();
      };
    } catch (RuntimeException e) {
      return OptionalInt.empty(); // a damaged cell says nothing
    }
  }

  private OptionalInt partition(@Nullable EdgeTable table, @Nullable EdgeKey edge) {
    return table == null || edge == null
        ? OptionalInt.empty()
        : OptionalInt.of(
            Partitions.of(edge.subject(table).getBytes(StandardCharsets.UTF_8), partitions));
  }
}
