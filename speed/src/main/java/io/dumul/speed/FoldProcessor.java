package io.dumul.speed;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Recovered;
import java.time.Duration;
import java.time.Instant;
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
final class FoldProcessor implements Processor<byte[], byte[], Void, Void> {
  static final String INCREMENTS = "increments";
  static final String SEEN = "seen";
  private static final int TIDY_AT_ONCE = 20_000;

  private final Rules rules;
  private final Supplier<Bounds> bounds;
  private final SpeedMetrics metrics;
  private @Nullable ProcessorContext<Void, Void> context;
  private @Nullable PartitionFold fold;

  FoldProcessor(Rules rules, Supplier<Bounds> bounds, SpeedMetrics metrics) {
    this.rules = rules;
    this.bounds = bounds;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    this.context = context;
    IncrementStore increments = context.getStateStore(INCREMENTS);
    KeyValueStore<Bytes, byte[]> seen = context.getStateStore(SEEN);
    PartitionFold fold =
        new PartitionFold(
            rules,
            context.taskId().partition(),
            increments,
            new Seen(seen, rules.definitions().time().lateness()),
            bounds.get().published(),
            metrics);
    this.fold = fold;
    context.schedule(
        Duration.ofSeconds(1),
        PunctuationType.WALL_CLOCK_TIME,
        time -> fold.tidy(bounds.get(), TIDY_AT_ONCE));
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
