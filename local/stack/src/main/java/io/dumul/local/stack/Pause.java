package io.dumul.local.stack;

import java.time.Duration;

/** Waits for what others do. */
public final class Pause {
  private Pause() {}

  /**
   * @throws StackException where the thread is interrupted
   */
  public static void of(Duration time) {
    millis(time.toMillis());
  }

  /** The same. */
  public static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }
}
