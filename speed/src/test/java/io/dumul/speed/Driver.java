package io.dumul.speed;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.Recovered;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology without a broker; a commit follows every record. */
final class Driver implements AutoCloseable {
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> log;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  Bounds bounds = Bounds.NONE;
  private long offset;

  /** By key the newest increment of the topic. */
  final Map<IncrementKey, Increment> increments = new LinkedHashMap<>();

  /** How many tombstones came. */
  int tombstones;

  private @Nullable PartitionState state;

  Driver(StoreKind kind, Rules rules, Bounds bounds) throws IOException {
    this.bounds = bounds;
    Path folder = Files.createTempDirectory("dumul-speed");
    SpeedConfig config = Samples.config("unused:1", folder, kind);
    this.driver =
        new TopologyTestDriver(
            SpeedTopology.build(
                config, rules, () -> this.bounds, new SpeedMetrics(registry), () -> false),
            SpeedKafka.streams(config, 1, rules.topicId()),
            Samples.NOON);
    this.log =
        driver.createInputTopic("events", new ByteArraySerializer(), new ByteArraySerializer());
  }

  PartitionState state() {
    return Objects.requireNonNull(state);
  }

  void send(String key, byte[] value) {
    log.pipeInput(
        new TestRecord<>(
            key.getBytes(StandardCharsets.UTF_8), value, new RecordHeaders(), Samples.NOON));
    drain();
  }

  /** Sends an event that stands for one that the log took at a time. */
  void recovered(String key, byte[] value, Instant time) {
    Recovered mark = new Recovered(Samples.TOPIC_ID, 0, 0, 0, time, "rule");
    RecordHeaders headers = new RecordHeaders();
    headers.add(Recovered.HEADER, mark.sign(Recovered.key(Samples.SECRET), value));
    log.pipeInput(
        new TestRecord<>(key.getBytes(StandardCharsets.UTF_8), value, headers, Samples.NOON));
    drain();
  }

  void tap(String id, String subject, Instant time, String region, int n) {
    send(subject, Samples.event(id, subject, time, region, n));
  }

  void barrier(byte[] header) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(Barrier.HEADER, header);
    log.pipeInput(new TestRecord<>((byte[]) null, null, headers, Samples.NOON));
    drain();
  }

  void wait(Duration time) {
    driver.advanceWallClockTime(time);
    drain();
  }

  /** The memory of events. */
  KeyValueStore<Bytes, byte[]> seen() {
    return driver.getKeyValueStore(FoldProcessor.SEEN);
  }

  /** The cells of edges, where there are tables. */
  KeyValueStore<Bytes, byte[]> edges() {
    return driver.getKeyValueStore(FoldProcessor.EDGES);
  }

  /** How many ids are remembered. */
  long remembered() {
    long count = 0;
    try (KeyValueIterator<Bytes, byte[]> all = seen().all()) {
      for (; all.hasNext(); all.next()) {
        count++;
      }
    }
    return count;
  }

  private void drain() {
    String topic = Generations.increments(1);
    if (!driver.producedTopicNames().contains(topic)) {
      return;
    }
    List<TestRecord<byte[], byte[]>> records =
        driver
            .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList();
    records.forEach(this::take);
  }

  private void take(TestRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      tombstones++;
      increments.remove(IncrementKey.decode(record.key()));
    } else if (PartitionState.isKey(record.key())) {
      state = PartitionState.decode(record.value());
    } else {
      IncrementKey key = IncrementKey.decode(record.key());
      increments.put(key, new Increment(key, 0, Increment.version(1, offset++), record.value()));
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
