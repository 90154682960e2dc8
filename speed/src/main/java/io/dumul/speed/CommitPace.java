package io.dumul.speed;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Asks for the commits of one task: soon after a change where the log is nearly read to its end,
 * and not at all where the process is behind. Then Kafka Streams' own, longer interval goes, in
 * which more events meet in a cell, so each costs less.
 *
 * <p>A commit is one of all tasks of a thread, so each task counts from the last one, whoever asked
 * for it.
 */
final class CommitPace {
  private static final int LOOKS_OF_AN_INTERVAL = 4;

  private final LongSupplier commits;
  private final BooleanSupplier dirty;
  private final BooleanSupplier behind;
  private final Runnable commit;
  private final long intervalMillis;
  private long counted = -1;
  private long since;

  /**
   * @param commits how many there were
   * @param dirty whether something changed since the last one
   * @param commit asks for one
   */
  CommitPace(
      Duration interval,
      LongSupplier commits,
      BooleanSupplier dirty,
      BooleanSupplier behind,
      Runnable commit) {
    this.intervalMillis = interval.toMillis();
    this.commits = commits;
    this.dirty = dirty;
    this.behind = behind;
    this.commit = commit;
  }

  /** How often to look. */
  static Duration every(Duration interval) {
    return Duration.ofMillis(Math.max(1, interval.toMillis() / LOOKS_OF_AN_INTERVAL));
  }

  void look(long nowMillis) {
    if (commits.getAsLong() != counted) {
      counted = commits.getAsLong();
      since = nowMillis;
    }
    if (nowMillis - since >= intervalMillis && dirty.getAsBoolean() && !behind.getAsBoolean()) {
      commit.run();
    }
  }
}
