package io.dumul.speed;

import io.dumul.core.definition.TableDocument;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeFold;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.Mutation;
import io.dumul.core.edge.Receipt;
import io.dumul.core.epoch.Erasure;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.PartialEvent;
import io.dumul.core.event.Verdict;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edges of one partition of the log. Every cell goes straight into a changelogged store, in the
 * transaction of the events that it comes from; the changelog is what the sink carries to readers.
 */
final class EdgePartition implements PartitionFold.Listener {
  private static final int FILLED_AT_ONCE = 5_000;
  private static final Logger LOG = LoggerFactory.getLogger(EdgePartition.class);

  private final Collection<EdgeTable> tables;
  private final EdgeEvents events;
  private final EdgeFold fold;
  private final Consumer<EdgeFold.Change> changes;
  private final Runnable soon;
  private boolean open;
  private boolean filled;

  /**
   * @param tables that are declared
   * @param changes hears of every change, in the same transaction
   * @param soon asks for a commit, as somebody waits
   */
  EdgePartition(
      Collection<EdgeTable> tables,
      int partition,
      KeyValueStore<Bytes, byte[]> store,
      Consumer<EdgeFold.Change> changes,
      Runnable soon) {
    this.tables = List.copyOf(tables);
    this.events = new EdgeEvents(tables);
    this.fold = new EdgeFold(partition, new StoredCells(store));
    this.changes = changes;
    this.soon = soon;
  }

  /** The store can be written to only while a record or a moment is at hand. */
  private void open() {
    if (!open) {
      fold.open(tables);
      open = true;
    }
  }

  /** Fills some more of what tables have gained. */
  void fill() {
    open();
    if (!filled) {
      filled = fold.fill(FILLED_AT_ONCE);
    }
  }

  @Override
  public void closed(long epoch, long offset) {
    open();
    fold.close(epoch, offset);
  }

  @Override
  public void erased(Erasure erasure, long offset) {
    open();
    Map<Long, EdgeTable> all = new HashMap<>();
    tables.forEach(table -> all.put(table.code(), table));
    for (String document : erasure.tables()) {
      EdgeTable table = TableDocument.read(document);
      all.put(table.code(), table);
    }
    List<EdgeFold.Change> gone = fold.erase(all, erasure.subject(), erasure.id(), offset);
    gone.forEach(changes);
    LOG.info("erasure {}: {} live edges are forgotten", erasure.id(), gone.size());
  }

  @Override
  public void judged(LogRecord record, Verdict verdict) {
    open();
    if (verdict instanceof Verdict.Accepted accepted) {
      take(record, accepted.event());
    } else if (verdict instanceof Verdict.Duplicate again) {
      if (events.knows(again.event().type())) {
        fold.write(new Receipt(record.offset(), Receipt.Outcome.REPEATED));
        soon.run();
      }
    } else {
      String type = PartialEvent.of(record).type();
      if (type != null && events.knows(type)) {
        fold.write(new Receipt(record.offset(), Receipt.Outcome.INVALID));
        soon.run();
      }
    }
  }

  private void take(LogRecord record, Event event) {
    if (!events.knows(event.type())) {
      return;
    }
    Mutation mutation = events.read(event);
    if (mutation == null) {
      fold.write(new Receipt(record.offset(), Receipt.Outcome.INVALID));
    } else {
      changes.accept(
          fold.fold(events.table(event), mutation, record.offset(), record.appendTime()));
    }
    if (event.source().equals(EdgeEvents.WAITED)) {
      soon.run();
    }
  }

  record StoredCells(KeyValueStore<Bytes, byte[]> store) implements EdgeFold.Cells {
    @Override
    public byte @Nullable [] get(byte[] key) {
      return store.get(Bytes.wrap(key));
    }

    @Override
    public void put(byte[] key, byte @Nullable [] value) {
      if (value == null) {
        store.delete(Bytes.wrap(key));
      } else {
        store.put(Bytes.wrap(key), value);
      }
    }

    @Override
    public void each(BiConsumer<byte[], byte[]> to) {
      try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
        all.forEachRemaining(cell -> to.accept(cell.key.get(), cell.value));
      }
    }

    @Override
    public void visit(byte[] from, Predicate<byte[]> key) {
      try (KeyValueIterator<Bytes, byte[]> found = store.range(Bytes.wrap(from), null)) {
        while (found.hasNext() && key.test(found.next().key.get())) {
          // It says itself whether to go on.
        }
      }
    }
  }
}
