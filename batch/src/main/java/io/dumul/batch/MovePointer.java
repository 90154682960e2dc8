package io.dumul.batch;

import io.dumul.batch.lake.Publications;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Published;
import io.dumul.core.view.Rollback;
import java.util.Set;

/**
 * Moves the pointer back to an earlier publication, or forward again to one that was gone back
 * from; nothing is written or removed.
 */
final class MovePointer {
  private MovePointer() {}

  /** What was done. */
  record Result(long from, long number, long epoch) {}

  static Result to(Batch batch, long number) {
    Publications publications = new Publications(batch.lake());
    try (Control control = batch.stores().control()) {
      ControlState state = control.read();
      Set<Long> published = Set.copyOf(publications.published());
      int kept = batch.settings().retentionPublications();
      Published target = new Rollback(state, published, kept).target(number);
      long from = state.publishedNumber();
      Erased.refuseBefore(batch, state.publishedEpoch(), target.epoch());
      if (from != number && !control.publish(from, number)) {
        throw new RefusedException(
            "published: no longer " + from + " (expected: no publish at the same time)");
      }
      publications.done(number);
      return new Result(from, number, target.epoch());
    }
  }
}
