package io.dumul.core.seam;

import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Observation;
import io.dumul.core.definition.LocalDay;
import io.dumul.core.definition.Metric;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.epoch.PartitionEpoch;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.Ledger;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import io.dumul.core.view.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Batch up to its snapshots: lands closed epochs, recomputes the days that they touched. */
final class Batch {
  private static final Acceptor ACCEPTOR = new Acceptor(Domain.DEFINITIONS);

  private final Random random;
  private final Bug bug;
  private final Log log;
  final Lake lake = new Lake();

  Batch(Random random, Bug bug, Log log) {
    this.random = random;
    this.bug = bug;
    this.log = log;
  }

  /** What one epoch brings of one partition, before it is committed. */
  private record Part(
      int partition, long end, PartitionEpoch after, Ledger ledger, List<Lake.Row> rows) {}

  /**
   * Lands the next epoch where all partitions have its barrier; dies now and then before it does.
   */
  boolean land() {
    List<Part> parts = new ArrayList<>();
    for (int partition = 0; partition < log.partitions(); partition++) {
      Optional<Part> part = read(partition);
      if (part.isEmpty()) {
        return false;
      }
      parts.add(part.get());
    }
    if (random.nextInt(4) > 0) {
      commit(parts);
    }
    return true;
  }

  private void commit(List<Part> parts) {
    lake.landed++;
    for (Part part : parts) {
      lake.ends.put(part.partition(), part.end());
      lake.epochs.put(part.partition(), part.after());
      lake.ledgers.put(new Lake.Part(part.partition(), lake.landed), part.ledger());
      lake.activity.addAll(part.rows());
      part.rows().forEach(this::touch);
      lake.closing = part.after().closing();
    }
  }

  private void touch(Lake.Row row) {
    Instant time = bug.is(Bug.DAYS_BY_APPEND_TIME) ? row.append() : row.event().time();
    for (Metric metric : Domain.DEFINITIONS.metrics()) {
      lake.dirty.add(new LocalDay(metric.bucketing().zone(), metric.bucketing().day(time)));
    }
  }

  private Optional<Part> read(int partition) {
    PartitionEpoch epoch = lake.epochs.getOrDefault(partition, PartitionEpoch.START);
    List<LogRecord> events = new ArrayList<>();
    for (LogRecord record : log.from(partition, lake.ends.getOrDefault(partition, 0L))) {
      Optional<Barrier> barrier = Barrier.of(record, Log.SECRET, Log.TOPIC);
      if (barrier.isEmpty()) {
        events.add(record);
      } else if (epoch.counts(barrier.get())) {
        PartitionEpoch after = epoch.after(barrier.get());
        return Optional.of(judge(partition, events, record.offset() + 1, epoch, after));
      }
    }
    return Optional.empty();
  }

  /** Judges in any order and alone, then finds duplicates within the epoch and in the history. */
  private Part judge(
      int partition,
      List<LogRecord> records,
      long end,
      PartitionEpoch epoch,
      PartitionEpoch after) {
    List<LogRecord> whole = records;
    long next = end;
    if (bug.is(Bug.BOUNDARY_OFF_BY_ONE) && !records.isEmpty()) {
      whole = records.subList(0, records.size() - 1);
      next = records.get(records.size() - 1).offset();
    }
    Set<String> known = history(partition, epoch.closing());
    Ledger ledger = Ledger.EMPTY;
    List<Lake.Row> rows = new ArrayList<>();
    for (LogRecord record : whole) {
      Verdict verdict = ACCEPTOR.judge(record, epoch.closing());
      if (verdict instanceof Verdict.Accepted accepted) {
        if (known.add(identity(accepted.event()))) {
          rows.add(new Lake.Row(partition, epoch.open(), record.appendTime(), accepted.event()));
        } else {
          verdict = new Verdict.Duplicate(accepted.event());
        }
      }
      ledger = ledger.add(partition, record.offset(), verdict);
    }
    return new Part(partition, next, after, ledger, rows);
  }

  private Set<String> history(int partition, Instant closing) {
    Instant horizon =
        bug.is(Bug.DEDUPE_WITHOUT_HORIZON) ? Instant.MIN : Domain.TIME.horizon(closing);
    Set<String> known = new HashSet<>();
    for (Lake.Row row : lake.activity) {
      if (row.partition() == partition
          && !row.event().time().isBefore(horizon)
          && !bug.is(Bug.DEDUPE_WITHOUT_HISTORY)) {
        known.add(identity(row.event()));
      }
    }
    return known;
  }

  private static String identity(Event event) {
    return event.subject() + " " + event.id();
  }

  /** Recomputes one day, perhaps once more than needed; with the last one the snapshot is whole. */
  void recompute() {
    if (lake.dirty.isEmpty() && !lake.days.isEmpty() && random.nextInt(4) == 0) {
      lake.dirty.addAll(lake.days.keySet());
    }
    if (!lake.dirty.isEmpty()) {
      LocalDay day = lake.dirty.first();
      lake.days.put(day, new Lake.Day(lake.nextSnapshot, fold(day)));
      lake.dirty.remove(day);
      complete();
    }
  }

  private void complete() {
    if (lake.dirty.isEmpty()) {
      long id = lake.nextSnapshot++;
      lake.snapshots.put(
          id, new Lake.Snapshot(id, lake.landed, lake.closing, Map.copyOf(lake.days)));
    }
  }

  private Map<Lake.Place, byte[]> fold(LocalDay day) {
    Map<Lake.Place, Folded<?>> folded = new HashMap<>();
    for (Lake.Row row : lake.activity) {
      Instant time = row.event().time();
      boolean seen = bug.is(Bug.RECOMPUTE_FORGETS) && row.epoch() < lake.landed;
      if (!seen && !time.isBefore(day.start()) && time.isBefore(day.end())) {
        Domain.DEFINITIONS.contributions(
            row.event(),
            contribution -> {
              Metric metric = contribution.metric();
              if (metric.bucketing().zone().equals(day.zone())) {
                Slot slot = new Slot(metric.id(), contribution.bucket());
                folded
                    .computeIfAbsent(
                        new Lake.Place(contribution.entity(), slot),
                        place -> Folded.empty(metric.aggregate()))
                    .add(contribution.observation());
              }
            });
      }
    }
    Map<Lake.Place, byte[]> cells = new HashMap<>();
    folded.forEach((place, state) -> cells.put(place, state.encode()));
    return cells;
  }

  /** A state beside its aggregate. */
  private static final class Folded<S> {
    private final Aggregate<S> aggregate;
    private S state;

    private Folded(Aggregate<S> aggregate) {
      this.aggregate = aggregate;
      this.state = aggregate.empty();
    }

    static <S> Folded<S> empty(Aggregate<S> aggregate) {
      return new Folded<>(aggregate);
    }

    void add(Observation observation) {
      state = aggregate.add(state, observation);
    }

    byte[] encode() {
      return aggregate.encode(state);
    }
  }
}
