package io.dumul.core.epoch;

import java.time.Instant;

/**
 * Where one partition of the log stands after some offset: the epoch that is open there, which is
 * the number of counted barriers before it, and the closing time of the last of them.
 *
 * <p>The first barrier of the open epoch counts. Copies, barriers of older epochs and barriers of
 * epochs that are not open yet mean nothing: they change nothing here, whoever reads them, so every
 * reader finds the same epochs.
 *
 * @param open the open epoch, 0 before the first barrier
 * @param closing closing time of the last counted barrier, {@link Instant#MIN} before the first
 */
public record PartitionEpoch(long open, Instant closing) {
  public static final PartitionEpoch START = new PartitionEpoch(0, Instant.MIN);

  public boolean counts(Barrier barrier) {
    return barrier.epoch() == open && !barrier.closing().isBefore(closing);
  }

  /** The state behind the barrier; this very state where the barrier does not count. */
  public PartitionEpoch after(Barrier barrier) {
    return counts(barrier) ? new PartitionEpoch(open + 1, barrier.closing()) : this;
  }
}
