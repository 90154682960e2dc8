package io.dumul.local.stack.traffic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the log into a recount, from its start, as far as one asks. */
public final class LogRecount implements AutoCloseable {
  private static final String HEADER = "dumul-barrier";
  private static final String RECOVERED = "dumul-recovered";

  /** Is told of every record that is counted. */
  public interface Witness {
    void counted(ConsumerRecord<byte[], byte[]> record, Recount.Fate fate);
  }

  private final Recount recount;
  private final Witness witness;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private byte[] leftOut = {};

  public LogRecount(String bootstrapServers, String topic, Recount recount) {
    this(bootstrapServers, topic, recount, (record, fate) -> {});
  }

  public LogRecount(String bootstrapServers, String topic, Recount recount, Witness witness) {
    this.recount = recount;
    this.witness = witness;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Leaves out what is read from now on of a user. */
  public void leaveOut(String subject) {
    leftOut = subject.getBytes(StandardCharsets.UTF_8);
  }

  /** Where the log ends now, by partition. */
  public Map<TopicPartition, Long> end() {
    return consumer.endOffsets(partitions);
  }

  /** Up to where it has counted, by partition. */
  public Map<Integer, Long> position() {
    Map<Integer, Long> at = new HashMap<>();
    partitions.forEach(one -> at.put(one.partition(), consumer.position(one)));
    return at;
  }

  /** Counts everything before these offsets, by partition; never goes back. */
  public void catchUpTo(Map<Integer, Long> end) {
    Map<TopicPartition, Long> all = new HashMap<>();
    partitions.forEach(one -> all.put(one, end.getOrDefault(one.partition(), 0L)));
    catchUp(all);
  }

  /** Counts everything up to where the log ends now. */
  public void catchUp() {
    catchUp(end());
  }

  /** Counts everything before these offsets, and nothing at or after them. */
  public void catchUp(Map<TopicPartition, Long> end) {
    while (partitions.stream()
        .anyMatch(one -> consumer.position(one) < end.getOrDefault(one, 0L))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < end.getOrDefault(partition, 0L)) {
          addUnlessLeftOut(record);
        } else if (consumer.position(partition) > record.offset()) {
          consumer.seek(partition, record.offset());
        }
      }
    }
  }

  private void addUnlessLeftOut(ConsumerRecord<byte[], byte[]> record) {
    if (leftOut.length == 0 || !Arrays.equals(leftOut, record.key())) {
      add(record);
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    Header barrier = record.headers().lastHeader(HEADER);
    Header recovered = record.headers().lastHeader(RECOVERED);
    Recount.Fate fate =
        recount.add(
            record.partition(),
            Instant.ofEpochMilli(record.timestamp()),
            record.key(),
            record.value(),
            barrier == null ? null : barrier.value(),
            recovered == null ? null : recovered.value());
    witness.counted(record, fate);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
