package io.dumul.core.view;

import java.util.Set;

/**
 * Which part of an entity's row is asked for.
 *
 * @param metrics metric ids
 * @param from the first bucket, epoch seconds
 * @param to the bucket before which it ends, epoch seconds
 * @param publication the number at or below which batch cells are read; 0 for none
 */
public record Selection(Set<Long> metrics, long from, long to, long publication) {
  public Selection {
    metrics = Set.copyOf(metrics);
    if (from > to) {
      throw new IllegalArgumentException("from: " + from + " (expected: <= to, " + to + ")");
    }
  }

  public boolean holds(Slot slot) {
    return metrics.contains(slot.metric()) && slot.bucket() >= from && slot.bucket() < to;
  }

  /** Whether a bucket that starts on this UTC day may be in it. */
  public boolean reaches(int day) {
    return from < to
        && day >= Math.floorDiv(from, 86_400L)
        && day <= Math.floorDiv(to - 1, 86_400L);
  }
}
