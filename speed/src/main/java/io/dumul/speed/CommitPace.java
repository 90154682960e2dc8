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

  /** So long after a commit nobody gets one of their own. */
  private static final long SOON_MILLIS = 10;

  private final LongSupplier commits;
  private final BooleanSupplier dirty;
  private final BooleanSupplier behind;
  private final Runnable commit;
  private final long intervalMillis;
  private long counted = -1;
  private long since;
  private boolean awaited;

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
    return Duration.ofMillis(
        Math.max(1, Math.min(SOON_MILLIS, interval.toMillis() / LOOKS_OF_AN_INTERVAL)));
  }

  void look(long nowMillis) {
    count(nowMillis);
    boolean due = nowMillis - since >= intervalMillis && !behind.getAsBoolean();
    if (dirty.getAsBoolean() && (due || isAwaited(nowMillis))) {
      commit.run();
    }
  }

  /**
   * Somebody waits for the record that is folded now. A commit comes at once where the last one is
   * a while ago; else those who come meanwhile share it. Kafka Streams takes fewer records between
   * commits the more of these there are, so many who each got their own would wait for ever longer.
   */
  void soon(long nowMillis) {
    count(nowMillis);
    awaited = true;
    if (isAwaited(nowMillis)) {
      commit.run();
    }
  }

  private boolean isAwaited(long nowMillis) {
    return awaited && nowMillis - since >= SOON_MILLIS;
  }

  private void count(long nowMillis) {
    if (commits.getAsLong() != counted) {
      counted = commits.getAsLong();
      since = nowMillis;
      awaited = false;
    }
  }
}
