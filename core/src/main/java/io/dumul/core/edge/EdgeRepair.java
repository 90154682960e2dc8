package io.dumul.core.edge;

import io.dumul.core.edge.EdgeStore.Versioned;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Cells of edges with their versions, for who compares them with the log and mends them. */
public interface EdgeRepair {
  /**
   * Gives every cell of a share of the rows; not all of one moment.
   *
   * @param share from 0 to {@code shares} - 1
   */
  void scan(int share, int shares, Consumer<Versioned> to);

  /** The cells of one row, in the order of columns. */
  List<Versioned> row(byte[] row, EdgeView.Columns columns);

  /**
   * The newest version of a cell within a range, also where that took it away.
   *
   * @param after not in the range
   * @param through the last of the range
   */
  OptionalLong newest(EdgeCell cell, long after, long through);

  /** Removes this version of a cell, and no other. */
  void remove(Versioned cell);

  /** As {@link EdgeStore#write}; done when all are readable. */
  void write(List<Versioned> cells);

  /**
   * Forgets what was taken away around these rows, so that older versions can be written there
   * again. May take minutes.
   */
  void forget(List<byte[]> rows);
}
