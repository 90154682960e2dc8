package io.dumul.core.view;

/**
 * The place of one value in an entity's row.
 *
 * @param metric metric id
 * @param bucket start of the bucket, epoch seconds
 */
public record Slot(long metric, long bucket) implements Comparable<Slot> {
  @Override
  public int compareTo(Slot other) {
    int byMetric = Long.compare(metric, other.metric);
    return byMetric == 0 ? Long.compare(bucket, other.bucket) : byMetric;
  }
}
