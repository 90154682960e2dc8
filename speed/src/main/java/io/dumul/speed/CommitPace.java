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
  private static final long SOON_MILLIS = 10;
  private static final long NOBODY = -1;

  private final LongSupplier commits;
  private final BooleanSupplier dirty;
  private final BooleanSupplier behind;
  private final Runnable commit;
  private final long intervalMillis;
  private long counted = -1;
  private long since;
  private long awaited = NOBODY;

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
   * Somebody waits for the record that is folded now. Who asked for a commit at once would get one
   * for each record, as Kafka Streams takes fewer records between commits the more of these there
   * are; so those that come together share one.
   */
  void soon(long nowMillis) {
    count(nowMillis);
    if (awaited == NOBODY) {
      awaited = nowMillis;
    } else if (isAwaited(nowMillis)) {
      commit.run();
    }
  }

  private boolean isAwaited(long nowMillis) {
    return awaited != NOBODY && nowMillis - awaited >= SOON_MILLIS;
  }

  private void count(long nowMillis) {
    if (commits.getAsLong() != counted) {
      counted = commits.getAsLong();
      since = nowMillis;
      awaited = NOBODY;
    }
  }
}
