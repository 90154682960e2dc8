package io.dumul.speed;

import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.SpeedProgress;
import io.dumul.core.view.ViewStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Carries committed increments from their topic into the speed view.
 *
 * <p>Increments are absolute and the offset is the cell's version, so writing again, or late,
 * changes nothing; that is why this needs no transaction. The order within a round is what matters:
 * first the increments are durable, then the progress that speaks of them is reported, then the
 * offsets are committed. A failing view store stops the partition and loses nothing.
 *
 * <p>A view store that was wiped is noticed by its control row, which has no progress of a
 * partition that this sink has carried before: then it reads the topic again from its beginning,
 * and reports nothing until it is where it was.
 */
final class Sink implements Runnable, ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(Sink.class);
  private static final int BATCH_BYTES = 2 * 1024 * 1024;
  private static final int BATCH_CELLS = 500;
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Consumer<byte[], byte[]> log;
  private final String topic;
  private final int generation;
  private final ViewStore views;
  private final Control control;
  private final Retry retry;
  private final ReportGate gate;
  private final SpeedMetrics metrics;
  private final LongSupplier nanos;
  private final Map<Integer, Carried> partitions = new HashMap<>();
  private long looked;

  Sink(
      Consumer<byte[], byte[]> log,
      String topic,
      int generation,
      ViewStore views,
      Control control,
      Retry retry,
      ReportGate gate,
      SpeedMetrics metrics,
      LongSupplier nanos) {
    this.log = log;
    this.topic = topic;
    this.generation = generation;
    this.views = views;
    this.control = control;
    this.retry = retry;
    this.gate = gate;
    this.metrics = metrics;
    this.nanos = nanos;
  }

  /** What is known of a partition of the increments topic. */
  private static final class Carried {
    /** Whether the control row must have progress of it. */
    private boolean reported;

    /** The offset up to which it is read again, 0 where it is not. */
    private long again;

    private @Nullable PartitionState waiting;
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
      LOG.info("sink stops in {}", e.getMessage());
    } finally {
      log.close();
    }
  }

  void subscribe() {
    log.subscribe(List.of(topic), this);
  }

  void round(Duration wait) {
    ConsumerRecords<byte[], byte[]> records = log.poll(wait);
    write(newest(records));
    records.partitions().forEach(partition -> keep(records.records(partition)));
    if (!records.isEmpty() || nanos.getAsLong() - looked > LOOK_NANOS) {
      report();
      looked = nanos.getAsLong();
    }
    if (!records.isEmpty()) {
      commit();
      records.partitions().forEach(this::lag);
    }
  }

  private Collection<Increment> newest(ConsumerRecords<byte[], byte[]> records) {
    Map<Place, Increment> newest = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value() != null && !PartitionState.isKey(record.key())) {
        newest.put(
            new Place(record.partition(), ByteBuffer.wrap(record.key())),
            new Increment(
                IncrementKey.decode(record.key()),
                record.partition(),
                Increment.version(generation, record.offset()),
                record.value()));
      }
    }
    return newest.values();
  }

  private record Place(int partition, ByteBuffer key) {}

  private void write(Collection<Increment> increments) {
    List<List<Increment>> batches = batches(increments);
    if (!batches.isEmpty()) {
      retry.call(
          "writing increments",
          () ->
              CompletableFuture.allOf(
                      batches.stream().map(views::writeSpeed).toArray(CompletableFuture[]::new))
                  .get());
      metrics.sent(increments.size());
    }
  }

  private static List<List<Increment>> batches(Collection<Increment> increments) {
    List<List<Increment>> batches = new ArrayList<>();
    int bytes = BATCH_BYTES;
    for (Increment increment : increments) {
      if (bytes >= BATCH_BYTES || batches.get(batches.size() - 1).size() >= BATCH_CELLS) {
        batches.add(new ArrayList<>());
        bytes = 0;
      }
      batches.get(batches.size() - 1).add(increment);
      bytes += increment.partials().length;
    }
    return batches;
  }

  /** Keeps the newest state among the records until it may be reported. */
  private void keep(List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value() != null && PartitionState.isKey(record.key())) {
        Carried carried = partitions.get(record.partition());
        if (carried != null) {
          carried.waiting = PartitionState.decode(record.value());
        }
      }
    }
  }

  /** Tells how far the view is, unless the view was wiped since it was told last. */
  private void report() {
    if (partitions.isEmpty()) {
      return;
    }
    ControlState state = retry.call("reading the control row", control::read);
    for (Map.Entry<Integer, Carried> entry : partitions.entrySet()) {
      int partition = entry.getKey();
      Carried carried = entry.getValue();
      if (carried.reported && !knows(state, partition)) {
        readAgain(partition, carried);
      } else if (carried.waiting != null && isThere(partition, carried)) {
        SpeedProgress progress = progress(carried.waiting, state);
        if (gate.opens(progress, nanos.getAsLong())) {
          report(progress, carried);
        }
      }
    }
  }

  /** The view may be wiped between reading the control row and this, however close they are. */
  private void report(SpeedProgress progress, Carried carried) {
    boolean told = retry.call("reporting progress", () -> tell(progress, carried.reported));
    if (told) {
      carried.waiting = null;
      carried.reported = true;
    } else {
      readAgain(progress.partition(), carried);
    }
  }

  private boolean tell(SpeedProgress progress, boolean again) {
    if (again) {
      return control.reportAgain(progress);
    }
    control.report(progress);
    return true;
  }

  private boolean knows(ControlState state, int partition) {
    SpeedProgress known = state.speed().get(partition);
    return known != null && known.generation() >= generation;
  }

  private boolean isThere(int partition, Carried carried) {
    if (log.position(at(partition)) < carried.again) {
      return false;
    }
    carried.again = 0;
    return true;
  }

  /**
   * Without a publication all epochs are asked from the speed view. Where some have left the state
   * because they were published once, the view store was wiped, and what it misses must be said.
   */
  private static SpeedProgress progress(PartitionState state, ControlState control) {
    SpeedProgress progress = state.progress();
    if (control.published().isPresent() || state.droppedThrough() < 0) {
      return progress;
    }
    Map<Long, Long> since = new HashMap<>(progress.since());
    since.replaceAll((metric, epoch) -> Math.max(epoch, state.droppedThrough() + 1));
    return new SpeedProgress(
        progress.partition(),
        progress.partitions(),
        progress.generation(),
        progress.offset(),
        progress.appendTime(),
        progress.openEpoch(),
        progress.ledgers(),
        since,
        progress.definitionsHash());
  }

  private void readAgain(int partition, Carried carried) {
    TopicPartition at = at(partition);
    LOG.warn(
        "partition {}: the control row has no progress of it, so the speed view was wiped; reading"
            + " the increments again",
        partition);
    carried.again = log.endOffsets(List.of(at)).getOrDefault(at, 0L);
    carried.reported = false;
    carried.waiting = null;
    log.seekToBeginning(List.of(at));
  }

  private void commit() {
    try {
      log.commitSync();
    } catch (CommitFailedException | RebalanceInProgressException e) {
      LOG.info("offsets not committed, the increments are written again: {}", e.getMessage());
    }
  }

  private void lag(TopicPartition partition) {
    log.currentLag(partition).ifPresent(records -> metrics.sinkLag(partition.partition(), records));
  }

  private TopicPartition at(int partition) {
    return new TopicPartition(topic, partition);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    Map<TopicPartition, OffsetAndMetadata> committed = log.committed(Set.copyOf(assigned));
    for (TopicPartition partition : assigned) {
      Carried carried = new Carried();
      OffsetAndMetadata offset = committed.get(partition);
      carried.reported = offset != null && offset.offset() > 0;
      partitions.put(partition.partition(), carried);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    revoked.forEach(partition -> partitions.remove(partition.partition()));
  }
}
