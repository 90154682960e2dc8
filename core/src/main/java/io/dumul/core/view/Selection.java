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
  private static final long DAY_SECONDS = 86_400;
  private static final long ZONE_SECONDS = 18 * 3600;

  public Selection {
    metrics = Set.copyOf(metrics);
    if (from > to) {
      throw new IllegalArgumentException("from: " + from + " (expected: <= to, " + to + ")");
    }
  }

  public boolean holds(Slot slot) {
    return metrics.contains(slot.metric()) && slot.bucket() >= from && slot.bucket() < to;
  }

  /**
   * Whether a bucket that starts on this day, local to some time zone, may be in it. Local time is
   * at most 18 hours from UTC.
   */
  public boolean reaches(int day) {
    long start = day * DAY_SECONDS;
    return from < to && from < start + DAY_SECONDS + ZONE_SECONDS && to > start - ZONE_SECONDS;
  }
}
