package io.dumul.core.view;

import io.dumul.core.event.Ledger;
import java.time.Instant;
import java.util.Map;

/**
 * How far the speed view has come in one partition of the log. It becomes visible after every
 * increment that it speaks of.
 *
 * @param partitions how many partitions the log has
 * @param generation see {@link Increment#version}
 * @param offset offset in the log up to which (exclusive) records are in the view
 * @param appendTime append time of the last record in the view, UTC; {@link Instant#EPOCH} before
 *     the first
 * @param openEpoch the epoch that is open at that offset; all before are complete
 * @param ledgers what became of the records, by epoch, for the epochs that are not expired
 * @param since by metric id the first epoch whose events the view holds completely
 * @param definitionsHash {@code Definitions.hash} of the process that wrote this
 */
public record SpeedProgress(
    int partition,
    int partitions,
    int generation,
    long offset,
    Instant appendTime,
    long openEpoch,
    Map<Long, Ledger> ledgers,
    Map<Long, Long> since,
    String definitionsHash) {
  public SpeedProgress {
    ledgers = Map.copyOf(ledgers);
    since = Map.copyOf(since);
  }

  /** Whether it was made before the other one, of the same partition. */
  public boolean isOlderThan(SpeedProgress other) {
    return generation < other.generation
        || (generation == other.generation && offset < other.offset);
  }
}
