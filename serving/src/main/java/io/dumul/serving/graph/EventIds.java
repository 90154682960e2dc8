package io.dumul.serving.graph;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Ids of events, each greater than those before it in this process, and greater than those that
 * another process gave at an earlier time. So of equal versions the later one wins.
 */
final class EventIds implements Supplier<String> {
  private final Clock clock;
  private final String process;
  private final AtomicLong last = new AtomicLong();

  /**
   * @param process what no other process has
   */
  EventIds(Clock clock, String process) {
    this.clock = clock;
    this.process = process;
  }

  @Override
  public String get() {
    long now = clock.millis() << 16;
    return String.format("%016x-%s", last.updateAndGet(id -> Math.max(id + 1, now)), process);
  }
}
