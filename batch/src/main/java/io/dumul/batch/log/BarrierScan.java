package io.dumul.batch.log;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.epoch.Erasure;
import io.dumul.core.epoch.PartitionEpoch;
import io.dumul.core.event.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The barriers of one partition from some offset to its end.
 *
 * @param start where it starts: the first offset of the epoch that is open there
 * @param end the offset before which it ends
 * @param last the state at its end
 * @param counted the barriers that count, in order: each closes the next epoch
 * @param ignored offsets of barriers that mean nothing, which are no events either
 * @param erasures those of them that tell to erase a user
 */
public record BarrierScan(
    long start,
    long end,
    PartitionEpoch last,
    List<Found> counted,
    List<Long> ignored,
    List<Found> erasures) {

  /** A barrier that counts, and where it stands. */
  public record Found(long offset, Barrier barrier) {}

  /** Where a partition is read from. */
  public record Start(long offset, PartitionEpoch state) {
    public static final Start BEGINNING = new Start(0, PartitionEpoch.START);
  }

  /**
   * Scans every partition.
   *
   * @throws LogException where retention has removed records that are needed
   */
  public static SortedMap<Integer, BarrierScan> all(
      EventLog log, byte[] secret, SortedMap<Integer, Start> starts) {
    String topicId = log.identity().topicId();
    SortedMap<Integer, BarrierScan> scans = new TreeMap<>();
    log.bounds()
        .forEach(
            (partition, bounds) -> {
              Start start = starts.getOrDefault(partition, Start.BEGINNING);
              check(partition, start, bounds);
              Slice slice = new Slice(partition, start.offset(), bounds.end());
              scans.put(partition, scan(log, secret, topicId, slice, start.state()));
            });
    return scans;
  }

  /** Scans on from where scans end. */
  public static SortedMap<Integer, BarrierScan> extended(
      EventLog log, byte[] secret, SortedMap<Integer, BarrierScan> scans) {
    SortedMap<Integer, Start> starts = new TreeMap<>();
    scans.forEach((partition, scan) -> starts.put(partition, new Start(scan.end(), scan.last())));
    SortedMap<Integer, BarrierScan> extended = all(log, secret, starts);
    scans.forEach(
        (partition, scan) -> extended.computeIfPresent(partition, (p, more) -> scan.and(more)));
    return extended;
  }

  private BarrierScan and(BarrierScan more) {
    return new BarrierScan(
        start,
        more.end,
        more.last,
        Stream.concat(counted.stream(), more.counted.stream()).toList(),
        Stream.concat(ignored.stream(), more.ignored.stream()).toList(),
        Stream.concat(erasures.stream(), more.erasures.stream()).toList());
  }

  private static void check(int partition, Start start, EventLog.Bounds bounds) {
    if (bounds.earliest() > start.offset()) {
      throw new LogException(
          "partition "
              + partition
              + ": offset "
              + start.offset()
              + " is gone, the earliest is "
              + bounds.earliest()
              + " (expected: every record that has not landed). Retention has removed records"
              + " before they landed: restore them from a replica or a backup of the topic, raise"
              + " its retention.ms, and land again. Nothing was changed.");
    }
    if (bounds.end() < start.offset()) {
      throw new LogException(
          "partition "
              + partition
              + ": the log ends at "
              + bounds.end()
              + " (expected: >= "
              + start.offset()
              + ", where the landed epochs end). The log has lost records that had landed, or it is"
              + " not the same log: find out which before anything is landed.");
    }
  }

  private static BarrierScan scan(
      EventLog log, byte[] secret, String topicId, Slice slice, PartitionEpoch state) {
    Collector collector = new Collector(state);
    try (Stream<LogRecord> records = log.read(slice)) {
      records.forEach(record -> collector.add(record, secret, topicId));
    }
    return new BarrierScan(
        slice.from(),
        slice.to(),
        collector.state,
        collector.counted,
        collector.ignored,
        collector.erasures);
  }

  private static final class Collector {
    private final List<Found> counted = new ArrayList<>();
    private final List<Long> ignored = new ArrayList<>();
    private final List<Found> erasures = new ArrayList<>();
    private PartitionEpoch state;

    Collector(PartitionEpoch state) {
      this.state = state;
    }

    void add(LogRecord record, byte[] secret, String topicId) {
      Barrier.of(record, secret, topicId).ifPresent(barrier -> add(record.offset(), barrier));
    }

    private void add(long offset, Barrier barrier) {
      if (state.counts(barrier)) {
        counted.add(new Found(offset, barrier));
        state = state.after(barrier);
      } else {
        ignored.add(offset);
        Erasure.of(barrier).ifPresent(one -> erasures.add(new Found(offset, barrier)));
      }
    }
  }
}
