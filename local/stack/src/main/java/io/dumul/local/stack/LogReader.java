package io.dumul.local.stack;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the log from its beginning, and later what has come since. */
final class LogReader implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String servers;

  LogReader(String servers) {
    this.servers = servers;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Topics.ends(servers).keySet().stream()
            .map(partition -> new TopicPartition(Topics.EVENTS, partition))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Gives every record up to the end that the log has now, in order within a partition. */
  void readOn(Consumer<LogRecord> to) {
    Map<Integer, Long> ends = Topics.ends(servers);
    while (ends.entrySet().stream().anyMatch(this::isBefore)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        to.accept(logRecord(record));
      }
    }
  }

  private boolean isBefore(Map.Entry<Integer, Long> end) {
    return consumer.position(new TopicPartition(Topics.EVENTS, end.getKey())) < end.getValue();
  }

  private static LogRecord logRecord(ConsumerRecord<byte[], byte[]> record) {
    return new LogRecord(
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key(),
        record.value(),
        barrier(record));
  }

  private static byte @Nullable [] barrier(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(Barrier.HEADER);
    return header == null ? null : header.value();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
