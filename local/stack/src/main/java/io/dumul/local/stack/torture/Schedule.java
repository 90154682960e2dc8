package io.dumul.local.stack.torture;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Random;
import java.util.Set;

/**
 * The faults of a chapter, in their order: without an end, and from the seed alone, so that a run
 * can be replayed. How many of them come is a matter of time.
 */
final class Schedule implements Iterator<Planned> {
  private static final long MEAN_GAP_MILLIS = 1_000;
  private static final int TOTAL =
      java.util.Arrays.stream(Fault.values()).mapToInt(Fault::weight).sum();

  private final Random random;
  private final Set<Fault> possible;
  private int number;

  private Schedule(long seed, Set<Fault> possible) {
    this.random = new Random(seed);
    this.possible = Collections.unmodifiableSet(EnumSet.copyOf(possible));
  }

  /**
   * A plan from which all other faults are left out; those that remain are the same.
   *
   * @param possible at least one that is drawn
   */
  static Schedule of(long seed, int chapter, Set<Fault> possible) {
    return new Schedule(chapterSeed(seed, chapter), possible);
  }

  /** How the chapter ends, where both ways are possible. */
  static Fault ending(long seed, int chapter, Set<Fault> possible) {
    if (possible.contains(Fault.TOPIC_RECREATED) != possible.contains(Fault.RETENTION_OVERTOOK)) {
      return possible.contains(Fault.TOPIC_RECREATED)
          ? Fault.TOPIC_RECREATED
          : Fault.RETENTION_OVERTOOK;
    }
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
    while (true) {
      long gap = (long) (-Math.log(1 - random.nextDouble()) * MEAN_GAP_MILLIS);
      Fault fault = draw(random.nextInt(TOTAL));
      Planned planned = new Planned(++number, fault, gap, random.nextLong());
      if (possible.contains(fault)) {
        return planned;
      }
    }
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
