package io.dumul.batch;

import io.dumul.batch.lake.Publications;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Published;
import java.util.HashSet;
import java.util.Set;

/** Moves the pointer back to an earlier publication; nothing is written or removed. */
final class Rollback {
  private Rollback() {}

  /** What was done. */
  record Result(long from, long number, long epoch) {}

  static Result run(Batch batch, long to) {
    try (Control control = batch.stores().control()) {
      ControlState state = control.read();
      Published target = target(batch, state, to);
      long from = state.publishedNumber();
      if (from != to && !control.publish(from, to)) {
        throw new RefusedException(
            "published: no longer " + from + " (expected: no publish at the same time)");
      }
      new Publications(batch.lake()).done(to);
      return new Result(from, to, target.epoch());
    }
  }

  private static Published target(Batch batch, ControlState state, long to) {
    Published target =
        state.attempts().stream()
            .map(Attempt::publication)
            .filter(publication -> publication.number() == to)
            .findFirst()
            .orElseThrow(() -> new RefusedException(unknown(to, complete(batch, state))));
    if (!complete(batch, state).contains(to)) {
      throw new RefusedException(unknown(to, complete(batch, state)));
    }
    long newer = state.attempts().stream().filter(a -> a.publication().number() > to).count();
    int kept = batch.settings().retentionPublications();
    if (newer > kept) {
      throw new RefusedException(
          "to: %d has %d newer attempts (expected: <= %d, since the views keep no more versions)"
              .formatted(to, newer, kept));
    }
    if (state.expiredThrough() > target.epoch()) {
      throw new RefusedException(
          "to: %d covers epoch %d (expected: >= %d, since increments up to there are expired)"
              .formatted(to, target.epoch(), state.expiredThrough()));
    }
    return target;
  }

  /** Numbers that were published once, so that all their cells were written. */
  private static Set<Long> complete(Batch batch, ControlState state) {
    Set<Long> numbers = new HashSet<>(new Publications(batch.lake()).published());
    state.attempts().forEach(attempt -> numbers.add(attempt.base()));
    numbers.add(state.publishedNumber());
    numbers.remove(0L);
    return numbers;
  }

  private static String unknown(long to, Set<Long> complete) {
    return "to: "
        + to
        + " (expected: a publication that is remembered, of "
        + complete.stream().sorted().toList()
        + ")";
  }
}
