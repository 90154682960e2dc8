package io.dumul.serving.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.serving.collect.InMemoryEventLog.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaEventLogTest extends EventLogContract {
  private static final String TOPIC = "events";
  private static final int PARTITIONS = 3;

  private KafkaProcess kafka;
  private EventLog log;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    kafka = new KafkaProcess(folder);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
    }
    log = connect();
  }

  private EventLog connect() {
    return KafkaEventLog.connect(
        kafka.address,
        TOPIC,
        Duration.ofSeconds(2),
        Duration.ofMillis(500),
        1 << 20,
        MOST_BYTES + 1000);
  }

  @AfterAll
  void stop() throws InterruptedException {
    log.close();
    kafka.kill();
  }

  @Override
  EventLog log() {
    return log;
  }

  @Override
  List<Entry> read() {
    return records().stream().map(record -> new Entry(record.key(), record.value())).toList();
  }

  private List<ConsumerRecord<String, String>> records() {
    List<TopicPartition> all =
        IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(TOPIC, p)).toList();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.address, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<ConsumerRecord<String, String>> records = new ArrayList<>();
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  @Test
  void recordsHaveNoHeader() {
    log.append("plain", "{}".getBytes(StandardCharsets.UTF_8)).join();
    assertThat(records()).allSatisfy(record -> assertThat(record.headers()).isEmpty());
  }

  @Test
  void whileTheBrokerIsAwayAppendsFailInTimeAndWhatWasDoneIsThereAfterwards()
      throws IOException, InterruptedException {
    try (EventLog own = connect()) {
      EventLog.Position before =
          own.append("crash", "before".getBytes(StandardCharsets.UTF_8)).join();
      kafka.kill();
      Instant start = Instant.now();
      CompletableFuture<EventLog.Position> during =
          own.append("crash", "during".getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(during::join).isInstanceOf(CompletionException.class);
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
      kafka.restart();
      EventLog.Position after = again(own);
      assertThat(after.partition()).isEqualTo(before.partition());
      assertThat(after.offset()).isGreaterThan(before.offset());
      assertThat(read()).contains(new Entry("crash", "before"), new Entry("crash", "after"));
    }
  }

  /** As a caller would who is told to send again. */
  private static EventLog.Position again(EventLog log) {
    for (int i = 0; i < 10; i++) {
      try {
        return log.append("crash", "after".getBytes(StandardCharsets.UTF_8)).join();
      } catch (CompletionException e) {
        // Not yet.
      }
    }
    throw new AssertionError("the log never took it");
  }

  @Test
  void aFullBufferFailsInTime() throws IOException, InterruptedException {
    try (EventLog own = connect()) {
      own.append("full", "x".getBytes(StandardCharsets.UTF_8)).join();
      kafka.kill();
      Instant start = Instant.now();
      List<CompletableFuture<EventLog.Position>> appends = new ArrayList<>();
      byte[] large = new byte[90_000];
      while (appends.stream().noneMatch(CompletableFuture::isCompletedExceptionally)) {
        appends.add(own.append("full", large));
      }
      assertThat(appends).hasSizeLessThan(40);
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
      kafka.restart();
    }
  }
}
