package io.dumul.serving.collect;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The log in Kafka. The producer is idempotent and asks for acks of all replicas, so an append that
 * is done is durable and stands there once. Records carry no header, so no barrier can come in.
 */
public final class KafkaEventLog implements EventLog {
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  /**
   * @param delivery how long an append may take once it is buffered
   * @param block how long an append may wait for room in the buffer or for the broker's metadata
   * @param bufferBytes how much may wait to be sent
   * @param recordBytes the largest record that is sent
   */
  public static KafkaEventLog connect(
      String bootstrapServers,
      String topic,
      Duration delivery,
      Duration block,
      int bufferBytes,
      int recordBytes) {
    int deliveryMillis = Math.toIntExact(delivery.toMillis());
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            deliveryMillis,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            Math.max(1, deliveryMillis / 2),
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            block.toMillis(),
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            (long) bufferBytes,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            recordBytes,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4");
    return new KafkaEventLog(
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()), topic);
  }

  KafkaEventLog(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The callback says the same.
  public CompletableFuture<Position> append(String subject, byte[] value) {
    CompletableFuture<Position> done = new CompletableFuture<>();
    byte[] key = subject.getBytes(StandardCharsets.UTF_8);
    try {
      producer.send(
          new ProducerRecord<>(topic, key, value),
          (metadata, failure) -> {
            if (failure == null) {
              done.complete(new Position(metadata.partition(), metadata.offset()));
            } else {
              done.completeExceptionally(translated(failure));
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      done.completeExceptionally(translated(e));
    }
    return done;
  }

  private static Exception translated(Exception failure) {
    return failure instanceof RecordTooLargeException
        ? new TooLargeException(String.valueOf(failure.getMessage()))
        : failure;
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
