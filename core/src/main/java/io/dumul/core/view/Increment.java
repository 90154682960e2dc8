package io.dumul.core.view;

/**
 * The state of one entity over the events of one partition and epoch, so far. It is absolute: a
 * newer version replaces an older one, so a replay or a zombie that writes old versions again
 * changes nothing.
 *
 * @param partition the partition of the log that its events come from
 * @param version {@link #version(int, long)}; the cell timestamp in family s
 * @param partials bytes of {@link Partials}
 */
public record Increment(IncrementKey key, int partition, long version, byte[] partials) {
  private static final int OFFSET_BITS = 40;

  /**
   * Orders increments of one key and partition.
   *
   * @param generation how often the speed view was thrown away and built anew; cells of an older
   *     generation mean nothing
   * @param offset offset of the increment in the increments topic of that generation
   */
  public static long version(int generation, long offset) {
    if (offset < 0 || offset >= 1L << OFFSET_BITS) {
      throw new IllegalArgumentException("offset: " + offset + " (expected: 0 to 2^40 - 1)");
    }
    return ((long) generation << OFFSET_BITS) | offset;
  }

  public int generation() {
    return generation(version);
  }

  /** The generation in a version. */
  public static int generation(long version) {
    return (int) (version >>> OFFSET_BITS);
  }
}
