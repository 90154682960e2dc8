package io.dumul.core.view;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the published pointer may be moved to by hand, back or forward again: what readers need
 * there must still be there. An attempt on record may have died half way, so only those can be
 * trusted that were published once: the published one, those that any attempt was built on, and
 * those that the publisher remembers.
 *
 * @param state what the layers know of each other
 * @param published numbers that the publisher knows to have been published, whether or not their
 *     attempts are still on record
 * @param mostAbove how many attempts may stand above the target; at most {@link
 *     PublishPlan#MOST_ABOVE}, so that its cells are not pushed out by later versions
 */
public record Rollback(ControlState state, Set<Long> published, int mostAbove) {
  public Rollback {
    published = Set.copyOf(published);
    if (mostAbove < 0 || mostAbove > PublishPlan.MOST_ABOVE) {
      throw new IllegalArgumentException(
          "mostAbove: " + mostAbove + " (expected: 0 to " + PublishPlan.MOST_ABOVE + ")");
    }
  }

  /** The rule for a publisher that remembers these numbers. */
  public static Rollback of(ControlState state, Collection<Long> published) {
    return new Rollback(state, Set.copyOf(published), PublishPlan.MOST_ABOVE);
  }

  /** The publications on record that were published, by number, the present one among them. */
  public List<Published> candidates() {
    Set<Long> complete = new HashSet<>(published);
    complete.add(state.publishedNumber());
    state.attempts().forEach(attempt -> complete.add(attempt.base()));
    return state.attempts().stream()
        .map(Attempt::publication)
        .filter(publication -> complete.contains(publication.number()))
        .toList();
  }

  /**
   * The publication to move to.
   *
   * @throws IllegalArgumentException where it is none of {@link #candidates}, or its increments may
   *     have expired, or its cells may have been pushed out by later versions
   */
  public Published target(long number) {
    Published target =
        candidates().stream()
            .filter(candidate -> candidate.number() == number)
            .findFirst()
            .orElseThrow(() -> refused(number, "one of " + numbers()));
    if (target.epoch() < state.expiredThrough()) {
      throw refused(
          number,
          "one that covers epoch "
              + state.expiredThrough()
              + ", not only "
              + target.epoch()
              + ": increments up to there may be gone");
    }
    if (above(number) > mostAbove) {
      throw refused(
          number,
          "one with at most " + mostAbove + " attempts after it: cells of older ones may be gone");
    }
    return target;
  }

  private List<Long> numbers() {
    return candidates().stream().map(Published::number).toList();
  }

  private long above(long number) {
    return state.attempts().stream()
        .filter(attempt -> attempt.publication().number() > number)
        .count();
  }

  private static IllegalArgumentException refused(long number, String expected) {
    return new IllegalArgumentException("number: " + number + " (expected: " + expected + ")");
  }
}
