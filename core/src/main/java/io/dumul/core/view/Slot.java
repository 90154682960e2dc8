package io.dumul.core.view;

import java.util.Comparator;

/**
 * The place of one value in an entity's row.
 *
 * @param metric metric id
 * @param bucket start of the bucket, epoch seconds
 */
public record Slot(long metric, long bucket) implements Comparable<Slot> {
  private static final Comparator<Slot> ORDER =
      Comparator.comparingLong(Slot::metric).thenComparingLong(Slot::bucket);

  @Override
  public int compareTo(Slot other) {
    return ORDER.compare(this, other);
  }
}
