package io.dumul.speed;

import io.dumul.core.epoch.Barrier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends events of the tests, some of them twice, some wrong, and barriers with copies. */
final class Traffic implements AutoCloseable {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topicId;
  private final int partitions;
  private final Random random;
  private final AtomicLong sent = new AtomicLong();
  private long epoch;

  Traffic(String servers, String topicId, int partitions, long seed) {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.topicId = topicId;
    this.partitions = partitions;
    this.random = new Random(seed);
  }

  void events(int count) {
    for (int i = 0; i < count; i++) {
      long id = sent.incrementAndGet();
      boolean again = random.nextInt(20) == 0;
      event(again ? Math.max(1, id - random.nextInt(2000)) : id);
    }
    producer.flush();
  }

  /** The event of this id is always the same. */
  private void event(long id) {
    Random fixed = new Random(id);
    String user = "user-" + fixed.nextInt(500);
    Instant time = START.plusSeconds(fixed.nextInt(80_000));
    byte[] value =
        id % 50 == 0
            ? "not json".getBytes(StandardCharsets.UTF_8)
            : Samples.event(
                "e" + id, user, time, "region-" + fixed.nextInt(10), fixed.nextInt(1000));
    var unused =
        producer.send(new ProducerRecord<>("events", user.getBytes(StandardCharsets.UTF_8), value));
  }

  void close(long copies) {
    for (int partition = 0; partition < partitions; partition++) {
      byte[] header =
          new Barrier(topicId, partition, epoch, closing(), Samples.DEFINITIONS.hash())
              .sign(Samples.SECRET);
      for (int i = 0; i < copies; i++) {
        var unused =
            producer.send(
                new ProducerRecord<byte[], byte[]>(
                    "events",
                    partition,
                    (Long) null,
                    null,
                    null,
                    List.of(new RecordHeader(Barrier.HEADER, header))));
      }
    }
    producer.flush();
    epoch++;
  }

  private Instant closing() {
    return START.plus(Duration.ofMinutes(10 * (epoch + 1)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
