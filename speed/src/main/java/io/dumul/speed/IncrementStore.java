package io.dumul.speed;

import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.Metric;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Partials;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The increments of one partition: objects on the heap while events are folded, bytes in a
 * changelogged store once a commit.
 *
 * <p>The changelog is the increments topic, so what changed must be in it whenever a committed
 * offset stands for it. Kafka Streams has no public hook before a commit, and a rebalance or a
 * clean close commits without a punctuation. But it flushes every {@code CachedStateStore} before
 * every commit, whatever led to it ({@code StreamTask.prepareCommit}), and does not where the
 * transaction is aborted. That is exactly the promise that is needed, so this store is one: {@link
 * #flushCache} writes what changed since the last commit, and the state of the task behind it.
 * Nothing that a committed offset stands for is on the heap alone.
 */
final class IncrementStore extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {
  private static final Bytes STATE = Bytes.wrap(PartitionState.key());

  private final int heapCells;
  private final SpeedMetrics metrics;
  private final LinkedHashMap<IncrementKey, Cell> cells = new LinkedHashMap<>(1024, 0.75f, true);
  private final List<Cell> changed = new ArrayList<>();
  private LongFunction<@Nullable Metric> definitions = id -> null;
  private @Nullable Supplier<PartitionState> state;
  private @Nullable InternalProcessorContext<?, ?> context;
  private @Nullable KeyValueIterator<Bytes, byte[]> dropping;
  private @Nullable Cell last;
  private boolean stateChanged;
  private long open;
  private long flushes;

  /**
   * @param heapCells how many cells stay on the heap from one commit to the next
   */
  IncrementStore(KeyValueStore<Bytes, byte[]> inner, int heapCells, SpeedMetrics metrics) {
    super(inner);
    this.heapCells = heapCells;
    this.metrics = metrics;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    this.context = (InternalProcessorContext<?, ?>) context;
    super.init(context, root);
    clearCache();
  }

  /** The state that a task left here; null where there is none. */
  @Nullable PartitionState restored() {
    byte[] bytes = wrapped().get(STATE);
    return bytes == null ? null : PartitionState.decode(bytes);
  }

  /**
   * Starts to take events.
   *
   * @param definitions the metric of an id, null for one that is not defined any more
   * @param state what is written behind the increments when {@link #touch} was called
   */
  void start(LongFunction<@Nullable Metric> definitions, Supplier<PartitionState> state) {
    clearCache();
    this.definitions = definitions;
    this.state = state;
  }

  /** Says that the task's state is not what was written last. */
  void touch() {
    stateChanged = true;
  }

  void fold(long epoch, Contribution contribution) {
    Cell cell = last;
    if (cell == null || !cell.holds(epoch, contribution)) {
      cell = cell(new IncrementKey(epoch, contribution.entity(), contribution.day()));
      last = cell;
    }
    cell.partials.add(contribution);
    if (!cell.changed) {
      cell.changed = true;
      changed.add(cell);
    }
    open = Math.max(open, epoch);
  }

  private Cell cell(IncrementKey key) {
    Cell cell = cells.get(key);
    if (cell == null) {
      cell = load(key);
      cells.put(key, cell);
    }
    return cell;
  }

  private Cell load(IncrementKey key) {
    Bytes bytes = Bytes.wrap(key.encode());
    byte[] stored = wrapped().get(bytes);
    return new Cell(
        key, bytes, stored == null ? new Partials() : Partials.decode(stored, definitions));
  }

  /** How often everything was written, which is before each commit. */
  long flushes() {
    return flushes;
  }

  /** Whether there is something that the changelog does not have. */
  boolean isDirty() {
    return stateChanged || !changed.isEmpty();
  }

  @Override
  public void flushCache() {
    flushes++;
    if (!isDirty()) {
      return;
    }
    PartitionState now = Objects.requireNonNull(state).get();
    asOf(now.progress().appendTime().toEpochMilli(), () -> write(now));
    trim();
  }

  private void write(PartitionState now) {
    long bytes = 0;
    for (Cell cell : changed) {
      byte[] value = cell.partials.encode();
      wrapped().put(cell.key, value);
      cell.changed = false;
      bytes += value.length;
    }
    metrics.flushed(changed.size(), bytes);
    changed.clear();
    wrapped().put(STATE, now.encode());
    stateChanged = false;
  }

  /** The changelog takes its timestamps from the context, which may have no record at a commit. */
  private void asOf(long timestamp, Runnable write) {
    InternalProcessorContext<?, ?> context = Objects.requireNonNull(this.context);
    ProcessorRecordContext before = context.recordContext();
    context.setRecordContext(
        new ProcessorRecordContext(Math.max(0, timestamp), -1, -1, null, new RecordHeaders()));
    try {
      write.run();
    } finally {
      context.setRecordContext(before);
    }
  }

  /** Forgets what can be read again: cells of closed epochs, and the coldest beyond the limit. */
  private void trim() {
    last = null;
    Iterator<IncrementKey> coldest = cells.keySet().iterator();
    while (coldest.hasNext()) {
      if (coldest.next().epoch() >= open && cells.size() <= heapCells) {
        return;
      }
      coldest.remove();
    }
  }

  /**
   * Deletes increments of epochs up to and including this one, a bounded number at a time, in which
   * nothing may be folded any more.
   *
   * @return whether all of them are gone
   */
  boolean drop(long throughEpoch, int most) {
    if (dropping == null) {
      flushCache();
      dropping = wrapped().range(epoch(0), epoch(throughEpoch + 1));
    }
    for (int i = 0; i < most && dropping.hasNext(); i++) {
      wrapped().delete(dropping.next().key);
    }
    boolean done = !dropping.hasNext();
    if (done) {
      stopDropping();
    }
    return done;
  }

  private static Bytes epoch(long epoch) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
  }

  private void stopDropping() {
    if (dropping != null) {
      dropping.close();
      dropping = null;
    }
  }

  @Override
  public void clearCache() {
    cells.clear();
    last = null;
    changed.clear();
    stateChanged = false;
    open = 0;
    stopDropping();
  }

  @Override
  public void close() {
    stopDropping();
    super.close();
  }

  /** One increment on the heap. */
  private static final class Cell {
    private final IncrementKey about;
    private final Bytes key;
    private final Partials partials;
    private boolean changed;

    Cell(IncrementKey about, Bytes key, Partials partials) {
      this.about = about;
      this.key = key;
      this.partials = partials;
    }

    boolean holds(long epoch, Contribution contribution) {
      return about.epoch() == epoch
          && about.day() == contribution.day()
          && about.entity().equals(contribution.entity());
    }
  }
}
