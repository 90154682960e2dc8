package io.dumul.speed;

import io.dumul.core.edge.CarryMark;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.view.Increment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries committed cells of edges from the changelog of their store to where readers find them.
 * Cells are absolute and the offset is their version, so writing again changes nothing. First all
 * cells of a round, then the receipts that speak of them, then the offsets: who finds a receipt
 * finds all that the event changed.
 *
 * <p>Receipts are written only beside the mark of this carrying ({@link CarryMark}), which no table
 * of edges that was wiped has: then the changelog is read again from its beginning. The mark says
 * so, for readers, until as much is there again as there was.
 */
final class EdgeSink implements Runnable, ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeSink.class);
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Consumer<byte[], byte[]> log;
  private final String topic;
  private final int generation;
  private final EdgeStore store;
  private final Retry retry;
  private final LongSupplier nanos;

  /** What stands beside the receipts of the partitions that are carried. */
  private final Map<TopicPartition, CarryMark> marks = new HashMap<>();

  /** Partitions that must be carried from their first cell, whatever mark stands there. */
  private final Set<TopicPartition> fromBeginning = new HashSet<>();

  private long looked;
  private long carryings;

  EdgeSink(
      Consumer<byte[], byte[]> log,
      String topic,
      int generation,
      EdgeStore store,
      Retry retry,
      LongSupplier nanos) {
    this.log = log;
    this.topic = topic;
    this.generation = generation;
    this.store = store;
    this.retry = retry;
    this.nanos = nanos;
  }

  /** Carries until it is told to stop. */
  @Override
  public void run() {
    try {
      subscribe();
      while (!retry.stopped().getAsBoolean()) {
        round(Duration.ofMillis(100));
      }
    } catch (CancellationException e) {
      LOG.info("the sink of edges stops in {}", e.getMessage());
    } finally {
      log.close();
    }
  }

  void subscribe() {
    log.subscribe(List.of(topic), this);
  }

  void round(Duration wait) {
    ConsumerRecords<byte[], byte[]> records = log.poll(wait);
    Set<TopicPartition> begun = begin();
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
    for (TopicPartition at : records.partitions()) {
      if (!begun.contains(at)) { // else they come again
        all.put(at, records.records(at));
      }
    }
    carry(all);
    Set.copyOf(marks.keySet()).forEach(this::finish);
    if (!all.isEmpty()) {
      commit(log::commitSync);
    }
    if (nanos.getAsLong() - looked > LOOK_NANOS) {
      Set.copyOf(marks.keySet()).forEach(this::look);
      looked = nanos.getAsLong();
    }
  }

  /** Finds the marks of partitions that came; gives those that are carried from the beginning. */
  private Set<TopicPartition> begin() {
    Set<TopicPartition> begun = new HashSet<>();
    for (TopicPartition at : log.assignment()) {
      if (!marks.containsKey(at)) {
        CarryMark found = fromBeginning.contains(at) ? null : mark(at);
        if (found == null) {
          again(at);
          begun.add(at);
        } else {
          marks.put(at, found);
        }
      }
    }
    return begun;
  }

  private @Nullable CarryMark mark(TopicPartition at) {
    return retry.call(
        "reading the mark of edges", () -> CarryMark.read(store, at.partition()).get());
  }

  private void carry(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records) {
    Map<ByteBuffer, Versioned> cells = new LinkedHashMap<>();
    Map<TopicPartition, List<Versioned>> receipts = new HashMap<>();
    records.forEach(
        (at, all) -> {
          Map<ByteBuffer, Versioned> own = new LinkedHashMap<>();
          for (ConsumerRecord<byte[], byte[]> record : all) {
            EdgeCell cell = EdgeCell.of(record.key(), record.value());
            long version = Increment.version(generation, record.offset());
            (cell.isReceipt() ? own : cells)
                .put(ByteBuffer.wrap(record.key()), new Versioned(cell, version));
          }
          if (!own.isEmpty()) {
            receipts.put(at, List.copyOf(own.values()));
          }
        });
    if (!cells.isEmpty()) {
      retry.call("writing edges", () -> store.write(new ArrayList<>(cells.values())).get());
    }
    tell(receipts);
  }

  /** Writes receipts, unless the table was wiped, however short a time ago. */
  private void tell(Map<TopicPartition, List<Versioned>> receipts) {
    retry
        .call("writing receipts of edges", () -> written(receipts))
        .forEach(
            (at, written) -> {
              if (!written.join()) {
                again(at);
              }
            });
  }

  private Map<TopicPartition, CompletableFuture<Boolean>> written(
      Map<TopicPartition, List<Versioned>> receipts) throws Exception {
    Map<TopicPartition, CompletableFuture<Boolean>> all = new HashMap<>();
    receipts.forEach((at, cells) -> all.put(at, standing(at).write(store, cells)));
    CompletableFuture.allOf(all.values().toArray(CompletableFuture[]::new)).get();
    return all;
  }

  private CarryMark standing(TopicPartition at) {
    return Objects.requireNonNull(marks.get(at), at::toString);
  }

  /** Says that all is there, as soon as it is. */
  private void finish(TopicPartition at) {
    CarryMark mark = standing(at);
    if (!mark.whole() && log.position(at) >= mark.until()) {
      CarryMark done = mark.done();
      List<Versioned> cell = List.of(versioned(done));
      if (retry.call("finishing the mark of edges", () -> mark.write(store, cell).get())
          || done.equals(mark(at))) { // written, and the answer was lost
        marks.put(at, done);
      } else {
        again(at);
      }
    }
  }

  private void look(TopicPartition at) {
    if (!Objects.equals(mark(at), marks.get(at))) {
      again(at);
    }
  }

  /**
   * Reads a partition again from its beginning. First that is committed, then the mark is written:
   * who takes the partition over in between begins anew.
   */
  private void again(TopicPartition at) {
    marks.remove(at);
    fromBeginning.add(at);
    log.seekToBeginning(List.of(at));
    if (commit(() -> log.commitSync(Map.of(at, new OffsetAndMetadata(0))))) {
      CarryMark mark = begun(at);
      if (mark.until() > 0) {
        LOG.warn(
            "partition {}: the table of edges is new or was wiped; it gets all cells",
            mark.partition());
      }
      retry.call("writing the mark of edges", () -> store.write(List.of(versioned(mark))).get());
      fromBeginning.remove(at);
      marks.put(at, mark);
    }
  }

  private CarryMark begun(TopicPartition at) {
    long until = log.endOffsets(List.of(at)).getOrDefault(at, 0L);
    int partitions = log.partitionsFor(topic).size();
    String id = log.groupMetadata().memberId() + "/" + carryings++;
    return new CarryMark(at.partition(), false, until, partitions, id);
  }

  private Versioned versioned(CarryMark mark) {
    long place = mark.until() + (mark.whole() ? 1 : 0);
    return new Versioned(mark.cell(), Increment.version(generation, place));
  }

  private static boolean commit(Runnable commit) {
    try {
      commit.run();
      return true;
    } catch (CommitFailedException | RebalanceInProgressException e) {
      LOG.info("offsets not committed, the edges are written again: {}", e.getMessage());
      return false;
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    Map<TopicPartition, OffsetAndMetadata> committed = log.committed(Set.copyOf(assigned));
    for (TopicPartition at : assigned) {
      OffsetAndMetadata offset = committed.get(at);
      if (offset == null || offset.offset() == 0) {
        fromBeginning.add(at);
      }
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    marks.keySet().removeAll(revoked);
    fromBeginning.removeAll(revoked);
  }
}
