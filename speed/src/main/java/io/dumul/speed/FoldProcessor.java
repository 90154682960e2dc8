package io.dumul.speed;

import io.dumul.core.edge.EdgeFold;
import io.dumul.core.edge.EdgeJson;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Recovered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Gives the records of one partition to its {@link PartitionFold}. */
final class FoldProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  static final String INCREMENTS = "increments";
  static final String SEEN = "seen";
  static final String EDGES = "edges";
  private static final int TIDY_AT_ONCE = 20_000;
  private static final Duration FILL_PACE = Duration.ofMillis(200);

  private final Rules rules;
  private final Supplier<Bounds> bounds;
  private final SpeedMetrics metrics;
  private final Duration commitInterval;
  private final BooleanSupplier behind;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable PartitionFold fold;

  FoldProcessor(
      Rules rules,
      Supplier<Bounds> bounds,
      SpeedMetrics metrics,
      Duration commitInterval,
      BooleanSupplier behind) {
    this.rules = rules;
    this.bounds = bounds;
    this.metrics = metrics;
    this.commitInterval = commitInterval;
    this.behind = behind;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    IncrementStore increments = context.getStateStore(INCREMENTS);
    KeyValueStore<Bytes, byte[]> seen = context.getStateStore(SEEN);
    CommitPace pace =
        new CommitPace(
            commitInterval, increments::flushes, increments::isDirty, behind, context::commit);
    context.schedule(CommitPace.every(commitInterval), PunctuationType.WALL_CLOCK_TIME, pace::look);
    PartitionFold fold =
        new PartitionFold(
            rules,
            context.taskId().partition(),
            increments,
            new Seen(seen, rules.definitions().time().lateness()),
            bounds.get().published(),
            metrics,
            edges(context, pace));
    this.fold = fold;
    context.schedule(
        Duration.ofSeconds(1),
        PunctuationType.WALL_CLOCK_TIME,
        time -> fold.tidy(bounds.get(), TIDY_AT_ONCE));
  }

  private PartitionFold.Listener edges(ProcessorContext<byte[], byte[]> context, CommitPace pace) {
    if (rules.definitions().tables().isEmpty()) {
      return PartitionFold.Listener.NONE;
    }
    int partition = context.taskId().partition();
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(EDGES);
    EdgePartition edges =
        new EdgePartition(
            rules.definitions().tables(),
            partition,
            store,
            change -> context.forward(change(context, change, partition)),
            () -> pace.soon(context.currentSystemTimeMs()));
    context.schedule(FILL_PACE, PunctuationType.WALL_CLOCK_TIME, time -> edges.fill());
    return edges;
  }

  private static Record<byte[], byte[]> change(
      ProcessorContext<byte[], byte[]> context, EdgeFold.Change change, int partition) {
    EdgeKey key = EdgeKey.of(change.table(), change.mutation());
    return new Record<>(
        key.subject(change.table()).getBytes(StandardCharsets.UTF_8),
        EdgeJson.change(change, partition).toString().getBytes(StandardCharsets.UTF_8),
        context.currentStreamTimeMs());
  }

  @Override
  @SuppressWarnings("NullAway") // Kafka gives null keys and values where a record has none
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    Header barrier = record.headers().lastHeader(Barrier.HEADER);
    Header recovered = record.headers().lastHeader(Recovered.HEADER);
    fold.fold(
        new LogRecord(
            at.partition(),
            at.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            record.key(),
            record.value(),
            barrier == null ? null : barrier.value(),
            recovered == null ? null : recovered.value()));
  }

  @Override
  public void close() {
    if (fold != null) {
      fold.close();
    }
  }
}
