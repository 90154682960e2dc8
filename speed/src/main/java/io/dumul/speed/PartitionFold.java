package io.dumul.speed;

import io.dumul.core.definition.Metric;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.epoch.Erasure;
import io.dumul.core.event.Event;
import io.dumul.core.event.Ledger;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Recovered;
import io.dumul.core.event.Verdict;
import io.dumul.core.event.VerdictEvent;
import io.dumul.core.view.SpeedProgress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds one partition of the log: every record becomes a verdict in the ledger of its epoch, every
 * accepted event its contributions in the increments, every counted barrier the next epoch. All
 * that it knows is in {@link #state}, the increments and the memory of events, which are restored
 * together.
 */
final class PartitionFold {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionFold.class);

  private final Rules rules;
  private final byte[] markKey;
  private final int partition;
  private final IncrementStore increments;
  private final Seen seen;
  private final SpeedMetrics metrics;
  private final Listener also;
  private final Map<Long, Ledger> ledgers = new HashMap<>();
  private final Map<Long, Long> since = new HashMap<>();
  private EpochReader reader;
  private Instant horizon;
  private Instant appendTime = Instant.EPOCH;
  private Ledger ledger = Ledger.EMPTY;
  private long offset;
  private long droppedThrough;
  private long dropping = -1;

  /** What else is made of the partition, in the same transactions. */
  interface Listener {
    Listener NONE =
        new Listener() {
          @Override
          public void judged(LogRecord record, Verdict verdict) {}

          @Override
          public void closed(long epoch, long offset) {}

          @Override
          public void erased(Erasure erasure, long offset) {}
        };

    /** Hears of every record, whatever its epoch. */
    void judged(LogRecord record, Verdict verdict);

    /**
     * Hears where an epoch ends.
     *
     * @param offset of its barrier
     */
    void closed(long epoch, long offset);

    /** Hears that a user is to be forgotten. */
    void erased(Erasure erasure, long offset);
  }

  /**
   * Goes on where the restored state stands, or begins where there is none.
   *
   * @param published the last epoch that the batch view covers now
   * @param also hears of every record and every epoch's end
   */
  PartitionFold(
      Rules rules,
      int partition,
      IncrementStore increments,
      Seen seen,
      long published,
      SpeedMetrics metrics,
      Listener also) {
    this.rules = rules;
    this.markKey = Recovered.key(rules.secret());
    this.partition = partition;
    this.increments = increments;
    this.seen = seen;
    this.metrics = metrics;
    this.also = also;
    PartitionState restored = increments.restored();
    if (restored == null) {
      offset = rules.logStart().applyAsLong(partition);
      reader = EpochReader.start(offset == 0, published);
      droppedThrough = published;
    } else {
      reader = restored.reader();
      droppedThrough = restored.droppedThrough();
      restore(restored);
    }
    horizon = rules.definitions().time().horizon(reader.epoch().closing());
    learn(restored == null);
    increments.start(rules.definitions()::metric, this::state);
    increments.touch();
  }

  private void restore(PartitionState restored) {
    if (!restored.topicId().equals(rules.topicId())) {
      throw new MistakeException(
          "topic id of the log: "
              + rules.topicId()
              + " (expected: "
              + restored.topicId()
              + "; the topic was made anew, so this speed view is of another log: check the batch"
              + " layer first, then start with --rebuild)");
    }
    SpeedProgress progress = restored.progress();
    offset = progress.offset();
    appendTime = progress.appendTime();
    ledgers.putAll(progress.ledgers());
    since.putAll(progress.since());
    ledger = ledgers.getOrDefault(reader.epoch().open(), Ledger.EMPTY);
  }

  /** A metric that is new here is complete from the open epoch on if that has no record yet. */
  private void learn(boolean fresh) {
    long open = reader.epoch().open();
    long first = fresh ? reader.foldFrom() : ledger.records() == 0 ? open : open + 1;
    since.keySet().removeIf(id -> rules.definitions().metric(id) == null);
    for (Metric metric : rules.definitions().metrics()) {
      since.putIfAbsent(metric.id(), Math.max(first, reader.foldFrom()));
    }
  }

  void fold(LogRecord record) {
    expectNoHole(record.offset());
    Optional<Barrier> barrier = Barrier.of(record, rules.secret(), rules.topicId());
    Optional<Erasure> erasure = barrier.flatMap(Erasure::of);
    if (erasure.isPresent()) {
      also.erased(erasure.get(), record.offset()); // increments go when batch publishes
    } else if (barrier.isPresent()) {
      pass(barrier.get(), record.offset());
    } else {
      count(record);
    }
    offset = record.offset() + 1;
    appendTime = record.appendTime();
    increments.touch();
  }

  /** Offsets are left out by transactions, which is fine, and by retention, which is not. */
  private void expectNoHole(long next) {
    if (next != offset) {
      long start = rules.logStart().applyAsLong(partition);
      if (next < offset || start > offset) {
        throw new MistakeException(
            "partition "
                + partition
                + ": offset "
                + next
                + " (expected: "
                + offset
                + "; the log begins at "
                + start
                + ": records that were not folded are gone, start with --rebuild)");
      }
    }
  }

  private void count(LogRecord read) {
    Optional<Recovered> mark = Recovered.of(read, markKey, rules.topicId());
    LogRecord record = mark.map(one -> read.takenAt(one.appendTime())).orElse(read);
    Verdict verdict = judge(record);
    ledger = ledger.add(partition, record.offset(), verdict);
    ledgers.put(reader.epoch().open(), ledger);
    metrics.judged(verdict);
    also.judged(record, verdict);
    if (!reader.folds()) {
      return;
    }
    if (verdict instanceof Verdict.Accepted accepted) {
      fold(accepted.event());
    }
    if (rules.definitions().countsVerdicts()) {
      verdict(record, verdict, mark.isPresent())
          .ifPresent(event -> fold(event.toEvent(rules.definitions().events().keySet())));
    }
  }

  /**
   * A record that stands for another one was received with that, so it tells only that it counts.
   */
  private static Optional<VerdictEvent> verdict(
      LogRecord record, Verdict verdict, boolean recovered) {
    if (!recovered) {
      return Optional.of(VerdictEvent.of(record, verdict));
    }
    return verdict instanceof Verdict.Accepted accepted
        ? Optional.of(VerdictEvent.ofRecovered(record, accepted))
        : Optional.empty();
  }

  private void fold(Event event) {
    long epoch = reader.epoch().open();
    rules.definitions().contributions(event, contribution -> increments.fold(epoch, contribution));
  }

  private Verdict judge(LogRecord record) {
    Verdict verdict = rules.acceptor().judge(record, reader.epoch().closing());
    if (verdict instanceof Verdict.Accepted accepted) {
      Event event = accepted.event();
      return seen.first(event, horizon) ? verdict : new Verdict.Duplicate(event);
    }
    return verdict;
  }

  private void pass(Barrier barrier, long at) {
    EpochReader next = reader.after(barrier);
    if (next.equals(reader)) {
      return;
    }
    also.closed(barrier.epoch(), at);
    ledgers.putIfAbsent(barrier.epoch(), Ledger.EMPTY);
    reader = next;
    since.replaceAll((metric, epoch) -> Math.max(epoch, next.foldFrom()));
    ledger = ledgers.getOrDefault(next.epoch().open(), Ledger.EMPTY);
    horizon = rules.definitions().time().horizon(barrier.closing());
    compare(barrier);
  }

  private void compare(Barrier barrier) {
    boolean same = barrier.definitionsHash().equals(rules.definitions().hash());
    metrics.definitions(partition, same);
    if (!same) {
      LOG.error(
          "definitions: {} (expected: {} as in the barrier of epoch {} in partition {}; verdicts of"
              + " the layers may differ, give both the same definitions)",
          rules.definitions().hash(),
          barrier.definitionsHash(),
          barrier.epoch(),
          partition);
    }
  }

  /** Gives back what is not needed any more, a bounded number of entries at a time. */
  void tidy(Bounds bounds, int most) {
    seen.sweep(horizon, most);
    if (ledgers.keySet().removeIf(epoch -> epoch <= bounds.expired() && epoch < open())) {
      increments.touch();
    }
    long through = Math.min(bounds.published(), open() - 1);
    if (dropping <= droppedThrough) {
      dropping = Math.max(droppedThrough, through);
    }
    if (dropping > droppedThrough && increments.drop(dropping, most)) {
      droppedThrough = dropping;
      increments.touch();
    }
    metrics.open(partition, open() - 1 - droppedThrough);
  }

  private long open() {
    return reader.epoch().open();
  }

  PartitionState state() {
    SpeedProgress progress =
        new SpeedProgress(
            partition,
            rules.partitions(),
            rules.generation(),
            offset,
            appendTime,
            open(),
            ledgers,
            since,
            rules.definitions().hash());
    return new PartitionState(rules.topicId(), reader, droppedThrough, progress);
  }

  void close() {
    seen.close();
  }
}
