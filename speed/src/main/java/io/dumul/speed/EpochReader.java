package io.dumul.speed;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.epoch.PartitionEpoch;

/**
 * Finds the epochs of one partition, also where the log's head is gone.
 *
 * <p>Who reads from the first record knows every epoch. Who starts where retention has cut the log
 * does not know which epoch is open, and the first barrier that it meets may be a late copy: it
 * locates itself by barriers until it is past the published epochs, and folds only epochs that it
 * is sure to see whole. What it cannot see whole it leaves out, and says so by {@link #foldFrom}.
 *
 * @param epoch the open epoch and the closing time before it
 * @param foldFrom the first epoch whose events are folded: those before it are published, or not
 *     whole
 */
record EpochReader(PartitionEpoch epoch, long foldFrom, Knowledge knowledge) {
  /** What is known of the open epoch. */
  enum Knowledge {
    /** No barrier was met yet in a log without head. */
    NONE(0),
    /** Barriers were met, but none behind the published epochs. */
    LOCATED(1),
    /** The open epoch is the right one. */
    SURE(2);

    private final int code;

    Knowledge(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Knowledge of(int code) {
      for (Knowledge knowledge : values()) {
        if (knowledge.code == code) {
          return knowledge;
        }
      }
      throw new IllegalArgumentException("knowledge: " + code + " (expected: 0 to 2)");
    }
  }

  /**
   * @param head whether the partition's first record is still there
   * @param published the last epoch that the batch view covers, -1 for none
   */
  static EpochReader start(boolean head, long published) {
    return new EpochReader(
        PartitionEpoch.START, published + 1, head ? Knowledge.SURE : Knowledge.NONE);
  }

  boolean folds() {
    return knowledge == Knowledge.SURE && epoch.open() >= foldFrom;
  }

  /** The state behind the barrier; this very object where the barrier does not count. */
  EpochReader after(Barrier barrier) {
    if (knowledge != Knowledge.SURE) {
      return barrier.epoch() < epoch.open() ? this : locate(barrier);
    }
    return epoch.counts(barrier)
        ? new EpochReader(epoch.after(barrier), foldFrom, knowledge)
        : this;
  }

  private EpochReader locate(Barrier barrier) {
    boolean next = knowledge == Knowledge.LOCATED && barrier.epoch() == epoch.open();
    long open = barrier.epoch() + 1;
    long whole = open < foldFrom ? foldFrom : Math.max(foldFrom, next ? open : open + 1);
    Knowledge after = open < foldFrom ? Knowledge.LOCATED : Knowledge.SURE;
    return new EpochReader(new PartitionEpoch(open, barrier.closing()), whole, after);
  }
}
