package io.dumul.batch.lake;

import io.dumul.batch.log.BarrierScan;
import io.dumul.batch.log.EventLog;
import io.dumul.batch.log.LogException;
import io.dumul.core.epoch.PartitionEpoch;
import java.time.Instant;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the log has landed. It is a property of the table {@code activity}, changed in the same
 * commit as its rows.
 *
 * @param epoch the last epoch that has landed; -1 for none
 * @param clusterId the log's cluster; empty before the first epoch
 * @param topicId the log's topic id; empty before the first epoch
 * @param partitions where the next epoch starts in each partition; empty before the first epoch
 * @param closings closing times of the last epochs that have landed
 */
public record Landed(
    long epoch,
    String clusterId,
    String topicId,
    SortedMap<Integer, Start> partitions,
    SortedMap<Long, Instant> closings) {
  public static final Landed NOTHING = new Landed(-1, "", "", new TreeMap<>(), new TreeMap<>());

  /** How many closing times are remembered, to answer a close that is repeated late. */
  private static final int CLOSINGS = 200;

  /**
   * Where the next epoch starts in a partition.
   *
   * @param offset its first offset
   * @param closing closing time of the barrier before it, UTC
   */
  public record Start(long offset, Instant closing) {}

  /** The latest closing time of the last epoch; {@link Instant#MIN} before the first epoch. */
  public Instant closing() {
    return partitions.values().stream()
        .map(Start::closing)
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  /** Where to read each partition from. */
  public SortedMap<Integer, BarrierScan.Start> starts() {
    SortedMap<Integer, BarrierScan.Start> starts = new TreeMap<>();
    partitions.forEach(
        (partition, start) ->
            starts.put(
                partition,
                new BarrierScan.Start(
                    start.offset(), new PartitionEpoch(epoch + 1, start.closing()))));
    return starts;
  }

  /**
   * Checks that this is the log that the landed epochs came from.
   *
   * @throws LogException where it is another one
   */
  public void check(EventLog.Identity log) {
    if (epoch < 0) {
      return;
    }
    String hint =
        ". The landed epochs came from another log; if the old one is lost on purpose, start with a"
            + " new warehouse and new views. Nothing was changed.";
    if (!clusterId.equals(log.clusterId())) {
      throw new LogException(
          "cluster id: " + log.clusterId() + " (expected: " + clusterId + ")" + hint);
    }
    if (!topicId.equals(log.topicId())) {
      throw new LogException("topic id: " + log.topicId() + " (expected: " + topicId + ")" + hint);
    }
    if (partitions.size() != log.partitions()) {
      throw new LogException(
          "partitions: "
              + log.partitions()
              + " (expected: "
              + partitions.size()
              + "). Adding partitions moves subjects between them, so duplicates would pass: move to"
              + " a new topic instead. Nothing was changed.");
    }
  }

  SortedMap<Long, Instant> closingsWith(EpochRecord record) {
    SortedMap<Long, Instant> all = new TreeMap<>(closings);
    all.put(record.epoch(), record.closing());
    return new TreeMap<>(all.tailMap(record.epoch() - CLOSINGS + 1));
  }
}
