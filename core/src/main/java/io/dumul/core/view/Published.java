package io.dumul.core.view;

import java.time.Instant;
import java.util.Set;

/**
 * A publication: what the batch view says under one number. It holds every accepted event of the
 * epochs up to and including {@code epoch} and none after, so an answer is the batch view plus the
 * increments of every later epoch.
 *
 * @param number grows with every attempt to publish; the cell timestamp in family b; the first is 1
 * @param epoch the last epoch that it covers
 * @param closing closing time of that epoch, UTC
 * @param snapshot the Iceberg snapshot of the aggregates that it was made from
 * @param metrics ids of the metrics whose whole history it holds
 */
public record Published(
    long number, long epoch, Instant closing, long snapshot, Set<Long> metrics) {
  public Published {
    if (number < 1) {
      throw new IllegalArgumentException("number: " + number + " (expected: >= 1)");
    }
    metrics = Set.copyOf(metrics);
  }

  public boolean covers(long epoch) {
    return epoch <= this.epoch;
  }
}
