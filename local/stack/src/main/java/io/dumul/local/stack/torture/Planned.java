package io.dumul.local.stack.torture;

import java.util.Random;

/**
 * A fault of the plan.
 *
 * @param number its place in the chapter, from 1
 * @param gapMillis how long after the one before it
 * @param seed of all chance in it: how long, at which point, how wrong
 */
record Planned(int number, Fault fault, long gapMillis, long seed) {

  private static final long REST = 0x5eed;

  /** The same numbers each time. */
  Random dice() {
    return new Random(seed);
  }

  /** How long its part is left alone behind it. */
  long restMillis() {
    double one = new Random(seed ^ REST).nextDouble();
    return (long) (-Math.log(1 - one) * fault.part().restMillis());
  }

  @Override
  public String toString() {
    return "#" + number + " " + fault.text();
  }
}
