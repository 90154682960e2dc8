package io.dumul.speed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of one partition that a sink carries, who writes to it, and what a sink is given. */
final class SinkTopic implements AutoCloseable {
  private static int topics;

  final String name;
  private final Broker broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  SinkTopic(Broker broker) throws Exception {
    this.broker = broker;
    this.name = "carried-" + topics++;
    broker.create(name, 1);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.servers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void send(byte[] key, byte @Nullable [] value) throws Exception {
    producer.send(new ProducerRecord<>(name, key, value)).get();
  }

  /** The next one of the group; the one before has died. */
  KafkaConsumer<byte[], byte[]> consumer() {
    closeConsumer();
    SpeedConfig config = Samples.config(broker.servers, Path.of("unused"), StoreKind.MEMORY);
    KafkaConsumer<byte[], byte[]> next = SpeedKafka.sink(config, name);
    consumer = next;
    return next;
  }

  /** Never gives up, and hardly waits. */
  static Retry retry() {
    return new Retry(() -> false, () -> {}, Duration.ofMillis(1), Duration.ofMillis(5));
  }

  void closeConsumer() {
    if (consumer != null) {
      consumer.close();
    }
  }

  @Override
  public void close() {
    producer.close();
    closeConsumer();
  }
}
