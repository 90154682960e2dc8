package io.dumul.local.stack.torture;

import io.dumul.local.stack.Topics;
import io.dumul.local.stack.traffic.EventSink;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer that goes on whatever happens, and notes what the log acknowledged. */
final class LogSink implements EventSink {
  private final String servers;
  private final AckBook book;
  private final Report report;
  private KafkaProducer<byte[], byte[]> producer;

  LogSink(String servers, AckBook book, Report report) {
    this.servers = servers;
    this.book = book;
    this.report = report;
    this.producer = producer();
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            servers,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            20_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            10_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            30_000),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the callback notes what was acknowledged
  public void offer(byte @Nullable [] key, byte[] value) {
    report.add(Report.Count.SENT, 1);
    try {
      producer.send(
          new ProducerRecord<>(Topics.EVENTS, key, value),
          (metadata, failure) -> {
            if (failure == null) {
              book.add(metadata.partition(), metadata.offset(), value);
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      again();
    }
  }

  /** A producer may be beyond help, as after an error of its sequence; the next one begins anew. */
  private void again() {
    producer.close(java.time.Duration.ofSeconds(1));
    producer = producer();
  }

  @Override
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(30));
  }
}
