package io.dumul.speed;

/**
 * Tells of an id, which is a hash, that it is surely not in a set, or that it may be: a Bloom
 * filter in which the bits of an id stand in one word, so a question costs one look into memory. At
 * 10 bits an id about one answer in 40 is a needless "may be"; an overfull one says "may be" to
 * all.
 */
final class IdFilter {
  private final long[] words;

  /**
   * @param bytes its size, a power of 2
   */
  IdFilter(int bytes) {
    this.words = new long[bytes / Long.BYTES];
  }

  void add(long word, long bits) {
    words[index(word)] |= mask(bits);
  }

  boolean mayHave(long word, long bits) {
    long mask = mask(bits);
    return (words[index(word)] & mask) == mask;
  }

  private int index(long word) {
    return (int) word & (words.length - 1);
  }

  /** Four bits, by six bits of the hash each. */
  private static long mask(long bits) {
    return 1L << bits | 1L << (bits >>> 6) | 1L << (bits >>> 12) | 1L << (bits >>> 18);
  }
}
