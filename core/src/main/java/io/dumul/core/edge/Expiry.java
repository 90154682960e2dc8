package io.dumul.core.edge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When cells of a group are over. A cell says when the log took the last mutation that changed it.
 * What readers call one cell, a node's sum for some values of the fields, stands in one cell for
 * each partition: the newest of these writes keeps all of them. A write behind the end brings the
 * sum back whole, as what is counted never drifts from the edges.
 */
final class Expiry {
  /** A cell does not say when it was written, so it is not over. */
  static final long UNKNOWN = Long.MAX_VALUE;

  private Expiry() {}

  /**
   * @param written when, in milliseconds
   */
  static boolean isOver(@Nullable Duration expiry, long written, long now) {
    return expiry != null && written != UNKNOWN && now - written > expiry.toMillis();
  }

  /** Those that are not over, of a row's cells in their order. */
  static List<EdgeCell> fresh(EdgeTable.Group group, List<EdgeCell> cells, Supplier<Instant> now) {
    if (group.expiry() == null || cells.isEmpty()) {
      return cells;
    }
    long time = now.get().toEpochMilli();
    List<EdgeCell> fresh = new ArrayList<>();
    for (int from = 0, to; from < cells.size(); from = to) {
      long newest = Long.MIN_VALUE;
      for (to = from; to < cells.size() && same(cells.get(from), cells.get(to)); to++) {
        newest = Math.max(newest, EdgeBytes.written(cells.get(to).present()));
      }
      if (!isOver(group.expiry(), newest, time)) {
        fresh.addAll(cells.subList(from, to));
      }
    }
    return fresh;
  }

  /** Whether both are of the same fields; behind them stands the partition. */
  private static boolean same(EdgeCell one, EdgeCell other) {
    int length = one.column().length - Integer.BYTES;
    return other.column().length - Integer.BYTES == length
        && Arrays.equals(one.column(), 0, length, other.column(), 0, length);
  }
}
