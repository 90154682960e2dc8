package io.dumul.local.stack;

import io.dumul.core.view.Control;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Waits until the speed view holds all of the log. */
final class Freshness {
  static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final long PAUSE_MILLIS = 50;

  private Freshness() {}

  /**
   * Returns when the speed view has come to the end that the log has now.
   *
   * @param runs whether it still can
   */
  static void await(String kafka, Control control, Duration patience, BooleanSupplier runs) {
    Map<Integer, Long> ends = Topics.ends(kafka);
    long limit = System.nanoTime() + patience.toNanos();
    for (Map<Integer, Long> at = offsets(control); !holds(at, ends); at = offsets(control)) {
      if (!runs.getAsBoolean()) {
        throw new StackException("speed: ended at " + at + expected(ends));
      }
      if (System.nanoTime() > limit) {
        throw new StackException(
            "speed: at " + at + " after " + patience.toSeconds() + " s" + expected(ends));
      }
      Pause.millis(PAUSE_MILLIS);
    }
  }

  private static String expected(Map<Integer, Long> ends) {
    return " (expected: " + ends + "); see its log";
  }

  private static boolean holds(Map<Integer, Long> at, Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> at.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private static Map<Integer, Long> offsets(Control control) {
    return control.read().speed().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }
}
