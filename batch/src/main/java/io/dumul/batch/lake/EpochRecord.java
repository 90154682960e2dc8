package io.dumul.batch.lake;

import io.dumul.batch.log.EventLog;
import io.dumul.core.event.Ledger;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One landed epoch: which records of the log it is and what became of them. It is kept in the
 * summary of the snapshot that landed it, and from there in the table {@code dumul.epochs}.
 *
 * @param closing the latest closing time of its barriers, UTC
 * @param definitionsHash hash of the definitions that it was judged with
 */
public record EpochRecord(
    long epoch,
    Instant closing,
    String definitionsHash,
    String clusterId,
    String topicId,
    SortedMap<Integer, Part> partitions) {

  /**
   * Its part of one partition.
   *
   * @param start the first offset
   * @param end the offset of the barrier that closes it
   * @param closing that barrier's closing time, UTC
   */
  public record Part(
      long start,
      long end,
      Instant closing,
      long records,
      long accepted,
      long duplicates,
      long rejected,
      long hash) {

    public static Part of(long start, long end, Instant closing, Ledger ledger) {
      return new Part(
          start,
          end,
          closing,
          ledger.records(),
          ledger.accepted(),
          ledger.duplicates(),
          ledger.rejected(),
          ledger.hash());
    }

    public Ledger ledger() {
      return new Ledger(records, accepted, duplicates, rejected, hash);
    }
  }

  /** What became of all its records. */
  public Ledger total() {
    return partitions.values().stream().map(Part::ledger).reduce(Ledger.EMPTY, Ledger::merge);
  }

  /** The state of the lake once this epoch is in it. */
  public Landed after(Landed before) {
    SortedMap<Integer, Landed.Start> next = new TreeMap<>();
    partitions.forEach(
        (partition, part) -> next.put(partition, new Landed.Start(part.end() + 1, part.closing())));
    EventLog.Identity log = new EventLog.Identity(clusterId, topicId, partitions.size());
    return new Landed(epoch, log.clusterId(), log.topicId(), next, before.closingsWith(this));
  }
}
