package io.dumul.core.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the published pointer may go back to: what readers need there must still be there. An
 * attempt on record may have died half way, so only those that the published one was built on, or
 * that these were built on, can be trusted: each was published when its successor was begun.
 */
public final class Rollback {
  private Rollback() {}

  /** The publications that were published before this one and led to it, the newest first. */
  public static List<Published> candidates(ControlState state) {
    List<Published> candidates = new ArrayList<>();
    Optional<Attempt> at = attempt(state, state.publishedNumber());
    while (at.isPresent()) {
      at = attempt(state, at.get().base());
      at.map(Attempt::publication).ifPresent(candidates::add);
    }
    return candidates;
  }

  /**
   * The publication to go back to.
   *
   * @throws IllegalArgumentException where it is none of {@link #candidates}, or its increments may
   *     have expired, or its cells may have been pushed out by later versions
   */
  public static Published target(ControlState state, long number) {
    Published target =
        candidates(state).stream()
            .filter(candidate -> candidate.number() == number)
            .findFirst()
            .orElseThrow(
                () ->
                    refused(
                        number,
                        "one of " + candidates(state).stream().map(Published::number).toList()));
    if (target.epoch() < state.expiredThrough()) {
      throw refused(
          number,
          "one that covers epoch "
              + state.expiredThrough()
              + ", not only "
              + target.epoch()
              + ": increments up to there may be gone");
    }
    if (above(state, number) > PublishPlan.MOST_ABOVE) {
      throw refused(number, "one with at most " + PublishPlan.MOST_ABOVE + " attempts after it");
    }
    return target;
  }

  private static long above(ControlState state, long number) {
    return state.attempts().stream()
        .filter(attempt -> attempt.publication().number() > number)
        .count();
  }

  private static Optional<Attempt> attempt(ControlState state, long number) {
    return state.attempts().stream()
        .filter(attempt -> attempt.publication().number() == number)
        .findFirst();
  }

  private static IllegalArgumentException refused(long number, String expected) {
    return new IllegalArgumentException("number: " + number + " (expected: " + expected + ")");
  }
}
