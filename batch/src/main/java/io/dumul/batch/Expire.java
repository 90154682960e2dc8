package io.dumul.batch;

import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.ViewStore;

/**
 * Removes increments that no publication which can be gone back to needs. Readers are told first;
 * after the grace period none of them uses what is removed.
 */
final class Expire {
  private Expire() {}

  /**
   * What was done.
   *
   * @param through the last epoch whose increments are gone; -1 for none
   */
  record Result(long through, long removed) {}

  static Result run(Batch batch) {
    try (Control control = batch.stores().control();
        ViewStore views = batch.stores().views()) {
      ControlState state = control.read();
      long through =
          Math.max(
              state.publishedEpoch() - batch.settings().retentionEpochs(), state.expiredThrough());
      if (through < 0) {
        return new Result(-1, 0);
      }
      control.expire(through);
      Pause.millis(batch.settings().expireGrace().toMillis());
      return new Result(through, views.expireSpeed(through));
    }
  }
}
