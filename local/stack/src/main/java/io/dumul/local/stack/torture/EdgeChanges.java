package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.local.stack.Http;
import io.dumul.local.stack.Stack;
import io.dumul.local.stack.StackException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The feed of what happened to edges, as one that follows it reads it. */
final class EdgeChanges {
  private static final String TOPIC = "edge-changes";

  private final Map<AckBook.Place, List<JsonNode>> told = new HashMap<>();

  /** Reads all of it. */
  EdgeChanges(Stack stack) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", stack.kafka(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(TOPIC).stream()
              .map(info -> new TopicPartition(TOPIC, info.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> end = consumer.endOffsets(all);
      while (all.stream().anyMatch(one -> consumer.position(one) < end.getOrDefault(one, 0L))) {
        consumer.poll(Duration.ofMillis(500)).forEach(this::add);
      }
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    try {
      JsonNode change = Http.JSON.readTree(record.value());
      AckBook.Place place =
          new AckBook.Place(change.path("partition").asInt(), change.path("offset").asLong());
      told.computeIfAbsent(place, key -> new ArrayList<>()).add(change);
    } catch (IOException e) {
      throw new StackException(TOPIC + ": not JSON", e);
    }
  }

  /** What was told of the event at each place of the log. */
  Map<AckBook.Place, List<JsonNode>> told() {
    return told;
  }
}
