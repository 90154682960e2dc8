package io.dumul.local.bench;

import io.dumul.core.epoch.Barrier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Closes epochs of a log, without a batch layer that would publish them. */
final class Barriers {
  private Barriers() {}

  /**
   * Appends a barrier to every partition.
   *
   * @param hash of the definitions that close
   */
  static void append(
      String servers, String topic, int partitions, long epoch, Instant closing, String hash)
      throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", servers);
    try (Admin admin = Admin.create(settings);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      String id =
          admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
              .map(description -> description.topicId().toString())
              .findFirst()
              .orElseThrow();
      for (int partition = 0; partition < partitions; partition++) {
        byte[] barrier = new Barrier(id, partition, epoch, closing, hash).sign(GrowCommand.SECRET);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, null, null);
        record.headers().add(new RecordHeader(Barrier.HEADER, barrier));
        producer.send(record).get();
      }
    }
  }
}
