package io.dumul.batch;

import io.dumul.batch.lake.EpochRecord;
import io.dumul.batch.lake.Landed;
import io.dumul.batch.log.BarrierScan;
import io.dumul.batch.log.EventLog;
import io.dumul.batch.log.Slice;
import io.dumul.core.event.Ledger;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A closed epoch that can land: what it is in each partition.
 *
 * @param ranges its offsets by partition, barrier not included
 * @param before closing time before it, by partition
 * @param barriers the barriers that close it, by partition
 * @param ignored offsets of barriers within it that mean nothing, by partition
 */
record ClosedEpoch(
    long epoch,
    EventLog.Identity log,
    SortedMap<Integer, Slice> ranges,
    Map<Integer, Instant> before,
    SortedMap<Integer, BarrierScan.Found> barriers,
    Map<Integer, Set<Long>> ignored) {

  /** The epochs after what has landed that are closed in every partition, in order. */
  static Stream<ClosedEpoch> closed(
      EventLog.Identity log, Landed landed, SortedMap<Integer, BarrierScan> scans) {
    int closed = scans.values().stream().mapToInt(scan -> scan.counted().size()).min().orElse(0);
    return Stream.iterate(0, i -> i < closed, i -> i + 1)
        .map(i -> at(log, landed.epoch() + 1 + i, i, landed, scans));
  }

  private static ClosedEpoch at(
      EventLog.Identity log,
      long epoch,
      int index,
      Landed landed,
      SortedMap<Integer, BarrierScan> scans) {
    SortedMap<Integer, Slice> ranges = new TreeMap<>();
    SortedMap<Integer, Instant> before = new TreeMap<>();
    SortedMap<Integer, BarrierScan.Found> barriers = new TreeMap<>();
    scans.forEach(
        (partition, scan) -> {
          BarrierScan.Found barrier = scan.counted().get(index);
          Landed.Start start = landed.partitions().get(partition);
          long from = index == 0 ? scan.start() : scan.counted().get(index - 1).offset() + 1;
          barriers.put(partition, barrier);
          ranges.put(partition, new Slice(partition, from, barrier.offset()));
          if (index > 0) {
            before.put(partition, scan.counted().get(index - 1).barrier().closing());
          } else if (start != null) {
            before.put(partition, start.closing());
          }
        });
    return new ClosedEpoch(epoch, log, ranges, before, barriers, ignored(scans));
  }

  private static Map<Integer, Set<Long>> ignored(SortedMap<Integer, BarrierScan> scans) {
    return scans.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> new HashSet<>(e.getValue().ignored())));
  }

  Set<String> definitionsHashes() {
    return barriers.values().stream()
        .map(found -> found.barrier().definitionsHash())
        .collect(Collectors.toSet());
  }

  List<Slice> slices(int most) {
    return ranges.values().stream().flatMap(range -> range.cut(most).stream()).toList();
  }

  EpochRecord record(String definitionsHash, SortedMap<Integer, Ledger> ledgers) {
    SortedMap<Integer, EpochRecord.Part> parts = new TreeMap<>();
    Instant closing = Instant.MIN;
    for (Map.Entry<Integer, BarrierScan.Found> found : barriers.entrySet()) {
      int partition = found.getKey();
      Instant closed = found.getValue().barrier().closing();
      Ledger ledger = ledgers.getOrDefault(partition, Ledger.EMPTY);
      parts.put(
          partition,
          EpochRecord.Part.of(start(partition), found.getValue().offset(), closed, ledger));
      closing = closed.isAfter(closing) ? closed : closing;
    }
    return new EpochRecord(epoch, closing, definitionsHash, log.clusterId(), log.topicId(), parts);
  }

  private long start(int partition) {
    Slice range = ranges.get(partition);
    if (range == null) {
      throw new IllegalStateException("partition " + partition);
    }
    return range.from();
  }
}
