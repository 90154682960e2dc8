package io.dumul.local.stack.torture;

import java.util.Iterator;
import java.util.Random;

/**
 * The faults of a chapter, in their order: without an end, and from the seed alone, so that a run
 * can be replayed. How many of them come is a matter of time.
 */
final class Schedule implements Iterator<Planned> {
  private static final long MEAN_GAP_MILLIS = 1_000;
  private static final int TOTAL =
      java.util.Arrays.stream(Fault.values()).mapToInt(Fault::weight).sum();

  private final Random random;
  private int number;

  private Schedule(long seed) {
    this.random = new Random(seed);
  }

  static Schedule of(long seed, int chapter) {
    return new Schedule(chapterSeed(seed, chapter));
  }

  /** How the chapter ends. */
  static Fault ending(long seed, int chapter) {
    return Math.floorMod(seed + chapter, 2) == 0 ? Fault.RETENTION_OVERTOOK : Fault.TOPIC_RECREATED;
  }

  static long chapterSeed(long seed, int chapter) {
    return new Random(seed * 1_000_003 + chapter).nextLong();
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Planned next() {
    long gap = (long) (-Math.log(1 - random.nextDouble()) * MEAN_GAP_MILLIS);
    return new Planned(++number, draw(random.nextInt(TOTAL)), gap, random.nextLong());
  }

  private static Fault draw(int place) {
    int left = place;
    for (Fault fault : Fault.values()) {
      left -= fault.weight();
      if (left < 0) {
        return fault;
      }
    }
    throw new IllegalArgumentException("place: " + place + " (expected: < " + TOTAL + ")");
  }
}
