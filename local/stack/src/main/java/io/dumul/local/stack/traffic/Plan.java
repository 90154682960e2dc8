package io.dumul.local.stack.traffic;

import java.time.Duration;
import java.time.Instant;

/**
 * What traffic to make. The same plan gives the same records, byte for byte.
 *
 * @param seed of all chance; ids carry it, so two seeds never make duplicates of each other
 * @param start when it begins, in simulated time
 * @param span for how long, in simulated time
 * @param rate records a second on average
 * @param shape how the rate runs through the day
 * @param users how many people there are
 * @param stores how many stores there are
 * @param faults what goes wrong
 */
public record Plan(
    long seed,
    Instant start,
    Duration span,
    double rate,
    Shape shape,
    int users,
    int stores,
    Faults faults) {

  /** How the rate runs through the day. */
  public enum Shape {
    /** As hungry people: peaks at lunch and dinner in Seoul, quiet at night. */
    DAY,
    /** The same all day. */
    STEADY
  }

  /**
   * What goes wrong, as shares of all events from 0 to 1.
   *
   * @param duplicates sent again, by phones that saw no answer
   * @param late kept by a phone without network for minutes to days
   * @param bad sent wrong, for every reason there is
   */
  public record Faults(double duplicates, double late, double bad) {
    public static final Faults NONE = new Faults(0, 0, 0);
    public static final Faults USUAL = new Faults(0.01, 0.02, 0.005);

    public Faults {
      share("duplicates", duplicates);
      share("late", late);
      share("bad", bad);
    }

    private static void share(String name, double value) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 1)");
      }
    }
  }

  public Plan {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("rate: " + rate + " (expected: > 0)");
    }
    if (users < 1 || stores < 1) {
      throw new IllegalArgumentException(
          "users, stores: " + users + ", " + stores + " (expected: >= 1)");
    }
  }

  /** A small town with all its troubles. */
  public static Plan of(long seed, Instant start, Duration span, double rate) {
    return new Plan(seed, start, span, rate, Shape.DAY, 5_000, 300, Faults.USUAL);
  }

  public Plan steady() {
    return new Plan(seed, start, span, rate, Shape.STEADY, users, stores, faults);
  }
}
