package io.dumul.batch;

import io.dumul.batch.log.Slice;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.TableDocument;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeFold;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.MemoryEdges;
import io.dumul.core.edge.Mutation;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.epoch.Erasure;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import io.dumul.core.view.Increment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folds the edges of a log as the speed layer does, with all its parts in this process. */
final class SpeedEdges {
  private final MemoryLog log;
  private final MemoryEdges edges;
  private final Map<Long, EdgeTable> tables = new HashMap<>();
  private EdgeEvents events;
  private Acceptor acceptor;
  private Definitions definitions;
  private final Map<Integer, Partition> partitions = new HashMap<>();

  /** What stands in the changelogs, without versions. */
  private final class Partition implements EdgeFold.Cells {
    private final int number;
    private EdgeFold fold;
    private final SortedMap<byte[], byte[]> store = new TreeMap<>(Arrays::compareUnsigned);
    private final List<Versioned> cells = new ArrayList<>();
    private final List<Versioned> receipts = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private long read;
    private long written;
    private Instant closing = Instant.MIN;

    Partition(int number) {
      this.number = number;
      this.fold = open();
    }

    private EdgeFold open() {
      EdgeFold fold = new EdgeFold(number, this);
      fold.open(definitions.tables());
      return fold;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return store.get(key);
    }

    @Override
    public void put(byte[] key, byte @Nullable [] value) {
      if (value == null) {
        store.remove(key);
      } else {
        store.put(key, value);
      }
      EdgeCell cell = EdgeCell.of(key, value);
      (cell.isReceipt() ? receipts : cells)
          .add(new Versioned(cell, Increment.version(1, written++)));
    }

    @Override
    public void visit(byte[] from, Predicate<byte[]> key) {
      for (byte[] one : List.copyOf(store.tailMap(from).keySet())) {
        if (!key.test(one)) {
          return;
        }
      }
    }

    void fold(LogRecord record) {
      read = record.offset() + 1;
      Barrier barrier =
          Barrier.of(record, "secret".getBytes(StandardCharsets.UTF_8), log.topicId).orElse(null);
      Erasure erasure = Optional.ofNullable(barrier).flatMap(Erasure::of).orElse(null);
      if (erasure != null) {
        Map<Long, EdgeTable> all = new HashMap<>(tables);
        erasure.tables().stream()
            .map(TableDocument::read)
            .forEach(table -> all.put(table.code(), table));
        var unused = fold.erase(all, erasure.subject(), erasure.id(), record.offset());
      } else if (barrier != null) {
        closing = barrier.closing();
        fold.close(barrier.epoch(), record.offset());
      } else if (acceptor.judge(record, closing) instanceof Verdict.Accepted accepted
          && seen.add(accepted.event().subject() + " " + accepted.event().id())) {
        fold(accepted.event(), record);
      }
    }

    @Override
    public void each(BiConsumer<byte[], byte[]> to) {
      new TreeMap<>(store).forEach(to);
    }

    private void fold(Event event, LogRecord record) {
      Mutation mutation = events.knows(event.type()) ? events.read(event) : null;
      if (mutation != null) {
        var unused = fold.fold(events.table(event), mutation, record.offset(), record.appendTime());
      }
    }

    void sink() {
      edges.write(cells).join();
      edges.write(receipts).join();
      cells.clear();
      receipts.clear();
    }
  }

  SpeedEdges(Bench bench) {
    this(bench, bench.log, bench.stores.edges);
  }

  SpeedEdges(Bench bench, MemoryLog log, MemoryEdges edges) {
    this(bench.batch().definitions(), log, edges);
  }

  SpeedEdges(Definitions definitions, MemoryLog log, MemoryEdges edges) {
    this.log = log;
    this.edges = edges;
    define(definitions);
  }

  /** As if it had been stopped, and started with these. */
  void define(Definitions next) {
    definitions = next;
    next.tables().forEach(table -> tables.put(table.code(), table));
    events = new EdgeEvents(next.tables());
    acceptor = new Acceptor(next);
    partitions.values().forEach(one -> one.fold = one.open());
  }

  /** Fills some of what tables have gained; whether nothing is left. */
  boolean fill(int most) {
    boolean done = true;
    for (Partition one : partitions.values()) {
      done &= one.fold.fill(most);
      one.sink();
    }
    return done;
  }

  /** Folds what is new in the log. */
  SpeedEdges run() {
    log.bounds().forEach((number, bounds) -> fold(number, bounds.end()));
    return this;
  }

  private void fold(int number, long end) {
    Partition partition = partitions.computeIfAbsent(number, Partition::new);
    try (Stream<LogRecord> records = log.read(new Slice(number, partition.read, end))) {
      records.forEach(partition::fold);
    }
    partition.sink();
  }

  /** All cells that readers should find, as text. */
  SortedMap<String, String> expected() {
    SortedMap<String, String> all = new TreeMap<>();
    partitions.values().forEach(one -> one.store.forEach((key, value) -> add(all, key, value)));
    return all;
  }

  /**
   * The same without places, and without cells of groups that are over: the newest write of any
   * partition counts.
   */
  SortedMap<String, String> expected(Instant at, Duration expiry) {
    Map<String, Long> newest = new HashMap<>();
    partitions
        .values()
        .forEach(one -> one.store.forEach((key, value) -> written(key, value, newest)));
    SortedMap<String, String> all = new TreeMap<>();
    partitions
        .values()
        .forEach(
            one ->
                one.store.forEach(
                    (key, value) -> {
                      Long written = newest.get(fields(key));
                      if (EdgeCells.kind(EdgeCell.of(key, value)) == EdgeCells.Kind.RANK) {
                        return;
                      }
                      if (written == null || at.toEpochMilli() - written <= expiry.toMillis()) {
                        add(all, key, value);
                      }
                    }));
    return all;
  }

  private static void written(byte[] key, byte[] value, Map<String, Long> newest) {
    boolean group = EdgeCells.kind(EdgeCell.of(key, value)) == EdgeCells.Kind.GROUP;
    if (group && EdgeCells.written(value) > 0) {
      newest.merge(fields(key), EdgeCells.written(value), Math::max);
    }
  }

  private static String fields(byte[] key) {
    return Arrays.toString(Arrays.copyOf(key, key.length - Integer.BYTES));
  }

  /** All that they find. */
  SortedMap<String, String> found() {
    return found(kind -> true);
  }

  SortedMap<String, String> found(Predicate<EdgeCells.Kind> kinds) {
    SortedMap<String, String> all = new TreeMap<>();
    edges
        .repair()
        .scan(
            0,
            1,
            one -> {
              EdgeCells.Kind kind = EdgeCells.kind(one.cell());
              if (kind != null && kinds.test(kind)) {
                add(all, one.cell().key(), one.cell().value());
              }
            });
    return all;
  }

  private static void add(Map<String, String> all, byte[] key, byte @Nullable [] value) {
    EdgeCell cell = EdgeCell.of(key, value);
    if (!cell.isReceipt() && EdgeCells.kind(cell) != null) { // of the history there is none here
      all.put(Arrays.toString(key), Arrays.toString(value));
    }
  }
}
