package io.dumul.speed;

import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.edge.Receipts;
import io.dumul.core.view.Increment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries committed cells of edges from the changelog of their store to where readers find them.
 * Cells are absolute and the offset is their version, so writing again changes nothing. First all
 * cells of a round, then the receipts that speak of them, then the offsets: who finds a receipt
 * finds all that the event changed.
 *
 * <p>A table of edges that was wiped has no receipts of a partition that this sink has carried
 * before: then it reads the changelog again from its beginning.
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

  /** Partitions of which receipts were carried. */
  private final Set<Integer> carried = new HashSet<>();

  private long looked;

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
      log.subscribe(List.of(topic), this);
      while (!retry.stopped().getAsBoolean()) {
        round(Duration.ofMillis(100));
      }
    } catch (CancellationException e) {
      LOG.info("the sink of edges stops in {}", e.getMessage());
    } finally {
      log.close();
    }
  }

  void round(Duration wait) {
    ConsumerRecords<byte[], byte[]> records = log.poll(wait);
    if (!records.isEmpty()) {
      carry(records);
      commit();
    }
    if (nanos.getAsLong() - looked > LOOK_NANOS) {
      Set.copyOf(carried).forEach(this::look);
      looked = nanos.getAsLong();
    }
  }

  private void carry(ConsumerRecords<byte[], byte[]> records) {
    Map<ByteBuffer, Versioned> cells = new LinkedHashMap<>();
    Map<ByteBuffer, Versioned> receipts = new LinkedHashMap<>();
    Set<Integer> told = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      EdgeCell cell = EdgeCell.of(record.key(), record.value());
      long version = Increment.version(generation, record.offset());
      ByteBuffer key = ByteBuffer.wrap(record.key());
      (cell.isReceipt() ? receipts : cells).put(key, new Versioned(cell, version));
      if (!cell.isFill()) {
        told.add(record.partition());
      }
    }
    write("writing edges", cells.values());
    write("writing receipts of edges", receipts.values());
    carried.addAll(told);
  }

  private void write(String what, Collection<Versioned> cells) {
    if (!cells.isEmpty()) {
      retry.call(what, () -> store.write(new ArrayList<>(cells)).get());
    }
  }

  private void look(int partition) {
    Receipts receipts = new Receipts(store);
    long last = retry.call("reading receipts of edges", () -> receipts.last(partition).get());
    if (last < 0) {
      LOG.warn("partition {}: no receipts, so edges were wiped; reading them again", partition);
      carried.remove(partition);
      log.seekToBeginning(List.of(new TopicPartition(topic, partition)));
    }
  }

  private void commit() {
    try {
      log.commitSync();
    } catch (CommitFailedException | RebalanceInProgressException e) {
      LOG.info("offsets not committed, the edges are written again: {}", e.getMessage());
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    Map<TopicPartition, OffsetAndMetadata> committed = log.committed(Set.copyOf(assigned));
    for (TopicPartition partition : assigned) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset != null && offset.offset() > 0) {
        carried.add(partition.partition());
      }
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    revoked.forEach(partition -> carried.remove(partition.partition()));
  }
}
