package io.dumul.core.seam;

import io.dumul.core.definition.Metric;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.epoch.PartitionEpoch;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.Ledger;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Partials;
import io.dumul.core.view.SpeedProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Folds one partition of the log. What it folded since the last commit is lost in a crash; a commit
 * makes the offset, the state and the changed increments durable together.
 */
final class SpeedTask {
  private static final Acceptor ACCEPTOR = new Acceptor(Domain.DEFINITIONS);

  private final Random random;
  private final Bug bug;
  private final Log log;
  private final int partition;
  private final Changelog changelog;
  private final long foldFrom;
  private final Map<IncrementKey, Partials> increments = new HashMap<>();
  private final Set<IncrementKey> changed = new LinkedHashSet<>();
  private State state = new State();
  private State committed = new State();
  private final Map<IncrementKey, byte[]> stored = new HashMap<>();

  /** What a commit makes durable. */
  private static final class State {
    private long offset;
    private Instant appendTime = Instant.EPOCH;
    private PartitionEpoch epoch = PartitionEpoch.START;
    private final Map<Long, Ledger> ledgers = new HashMap<>();
    private final Map<String, Instant> seen = new HashMap<>();

    State copy() {
      State copy = new State();
      copy.offset = offset;
      copy.appendTime = appendTime;
      copy.epoch = epoch;
      copy.ledgers.putAll(ledgers);
      copy.seen.putAll(seen);
      return copy;
    }
  }

  /**
   * @param published the last epoch that the batch view covers when this begins
   */
  SpeedTask(Random random, Bug bug, Log log, int partition, Changelog changelog, long published) {
    this.random = random;
    this.bug = bug;
    this.log = log;
    this.partition = partition;
    this.changelog = changelog;
    this.foldFrom = published + 1;
  }

  void fold(int most) {
    List<LogRecord> records = log.from(partition, state.offset);
    for (LogRecord record : records.subList(0, Math.min(most, records.size()))) {
      fold(record);
      state.offset = record.offset() + 1;
      state.appendTime = record.appendTime();
    }
  }

  private void fold(LogRecord record) {
    Optional<Barrier> barrier = barrier(record);
    if (barrier.isPresent()) {
      pass(barrier.get());
      return;
    }
    Verdict verdict = judge(record);
    long open = state.epoch.open();
    state.ledgers.merge(open, Ledger.EMPTY.add(partition, record.offset(), verdict), Ledger::merge);
    if (verdict instanceof Verdict.Accepted accepted && open >= foldFrom) {
      Domain.DEFINITIONS.contributions(
          accepted.event(),
          contribution -> {
            int day = contribution.day();
            IncrementKey key = new IncrementKey(open, contribution.entity(), day);
            increments.computeIfAbsent(key, k -> new Partials()).add(contribution);
            changed.add(key);
          });
    }
  }

  private Optional<Barrier> barrier(LogRecord record) {
    Optional<Barrier> barrier = Barrier.of(record, Log.SECRET, Log.TOPIC);
    return barrier.isEmpty() && bug.is(Bug.FORGED_BARRIER_COUNTED)
        ? Barrier.of(record, Log.FORGER, Log.TOPIC)
        : barrier;
  }

  private void pass(Barrier barrier) {
    PartitionEpoch next = state.epoch.after(barrier);
    if (bug.is(Bug.BARRIER_COPY_COUNTED) && barrier.epoch() <= state.epoch.open()) {
      next = new PartitionEpoch(state.epoch.open() + 1, barrier.closing());
    }
    if (next.equals(state.epoch)) {
      return;
    }
    state.ledgers.putIfAbsent(state.epoch.open(), Ledger.EMPTY);
    state.epoch = next;
    Instant horizon = Domain.TIME.horizon(next.closing());
    boolean all = bug.is(Bug.DEDUPE_RESET_AT_BARRIER);
    state.seen.values().removeIf(time -> all || time.isBefore(horizon));
  }

  private Verdict judge(LogRecord record) {
    Instant closing = state.epoch.closing();
    boolean byAppend = bug.is(Bug.LATE_BY_APPEND_TIME);
    Verdict verdict = ACCEPTOR.judge(record, byAppend ? record.appendTime() : closing);
    if (!(verdict instanceof Verdict.Accepted accepted)) {
      return verdict;
    }
    Event event = accepted.event();
    boolean late = bug.is(Bug.DEDUPE_BY_APPEND_TIME);
    Instant horizon = Domain.TIME.horizon(late ? record.appendTime() : closing);
    String key = event.subject() + " " + event.id();
    Instant seen = state.seen.get(key);
    if (seen != null && !seen.isBefore(horizon)) {
      return new Verdict.Duplicate(event);
    }
    state.seen.put(key, event.time());
    return verdict;
  }

  void commit() {
    List<IncrementKey> keys = new ArrayList<>(changed);
    Collections.shuffle(keys, random);
    for (IncrementKey key : keys) {
      Partials partials = increments.get(key);
      if (partials != null) {
        byte[] bytes = partials.encode();
        long version = Increment.version(changelog.generation(), changelog.size());
        changelog.append(new Changelog.Entry(new Increment(key, partition, version, bytes), null));
        stored.put(key, bytes);
      }
    }
    changed.clear();
    changelog.append(new Changelog.Entry(null, progress()));
    long before = committed.offset;
    committed = state.copy();
    if (bug.is(Bug.OFFSET_BEHIND_STATE)) {
      committed.offset = before;
    }
  }

  /** Forgets increments that the batch view has; readers find theirs in the view store. */
  void drop(long published) {
    long through = Math.min(published, committed.epoch.open() - 1);
    increments.keySet().removeIf(key -> key.epoch() <= through);
    stored.keySet().removeIf(key -> key.epoch() <= through);
  }

  void crash() {
    state = committed.copy();
    changed.clear();
    increments.clear();
    stored.forEach(
        (key, bytes) -> increments.put(key, Partials.decode(bytes, Domain.DEFINITIONS::metric)));
  }

  private SpeedProgress progress() {
    Map<Long, Long> since = new HashMap<>();
    for (Metric metric : Domain.DEFINITIONS.metrics()) {
      since.put(metric.id(), foldFrom);
    }
    return new SpeedProgress(
        partition,
        log.partitions(),
        changelog.generation(),
        state.offset,
        state.appendTime,
        state.epoch.open(),
        state.ledgers,
        since,
        Domain.DEFINITIONS.hash());
  }
}
