package io.dumul.speed;

import io.dumul.core.epoch.Barrier;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the whole log of {@link Traffic} and says what every epoch's increments must be: no event
 * of it is late, so what is no JSON is rejected and what was there before is a duplicate.
 */
final class NaiveLog {
  final Map<Long, Map<String, BigDecimal>> values = new TreeMap<>();
  final Map<Integer, Long> ends = new HashMap<>();
  final Map<Integer, Map<Long, Long>> accepted = new TreeMap<>();
  private final Map<Integer, Long> open = new HashMap<>();
  private final Set<String> seen = new HashSet<>();

  NaiveLog(String servers, int partitions) {
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(p -> new TopicPartition("events", p)).toList();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      consumer.endOffsets(all).forEach((at, end) -> ends.put(at.partition(), end));
      while (all.stream()
          .anyMatch(at -> consumer.position(at) < ends.getOrDefault(at.partition(), 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(this::read);
      }
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    int partition = record.partition();
    long epoch = open.getOrDefault(partition, 0L);
    if (record.headers().lastHeader(Barrier.HEADER) != null) {
      byte[] header = record.headers().lastHeader(Barrier.HEADER).value();
      open.put(partition, Math.max(epoch, ByteBuffer.wrap(header, 5, 8).getLong() + 1));
      return;
    }
    String text = new String(record.value(), StandardCharsets.UTF_8);
    if (text.startsWith("{") && seen.add(text)) {
      Recount.add(values.computeIfAbsent(epoch, e -> new TreeMap<>()), record.value());
      accepted.computeIfAbsent(partition, p -> new TreeMap<>()).merge(epoch, 1L, Long::sum);
    }
  }
}
