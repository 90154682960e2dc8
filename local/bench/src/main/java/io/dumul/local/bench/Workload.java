package io.dumul.local.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Orders, the same ones for every run: skewed users and stores, 500 orders a second of event time,
 * one record in a hundred sent a second time.
 */
final class Workload {
  private static final int USERS = 100_000;
  private static final int STORES = 5_000;
  private static final int REGIONS = 50;
  private static final int PER_SECOND = 500;
  private static final int TWICE_EACH = 100;
  private static final int TWICE_AFTER = 50;
  private static final long SEED = 0x9e3779b97f4a7c15L;
  private static final Instant START = Instant.parse("2026-03-01T02:10:00Z");

  private Workload() {}

  /** One order. */
  record Order(String id, String user, String store, String region, int amount, Instant time) {

    byte[] json() {
      return ("{\"specversion\":\"1.0\",\"id\":\""
              + id
              + "\",\"source\":\"/app\",\"type\":\"ordered\",\"time\":\""
              + time
              + "\",\"subject\":\""
              + user
              + "\",\"datacontenttype\":\"application/json\",\"data\":{\"store\":\""
              + store
              + "\",\"region\":\""
              + region
              + "\",\"amount\":"
              + amount
              + "}}")
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Whether this record repeats an earlier one. */
  static boolean again(int number) {
    return number % TWICE_EACH == TWICE_EACH - 1;
  }

  /** The order of a record. */
  static Order order(int number) {
    int first = again(number) ? number - TWICE_AFTER : number;
    SplittableRandom random = new SplittableRandom(SEED * (first + 1L));
    return new Order(
        Long.toHexString(random.nextLong()),
        "user-" + skewed(random, USERS),
        "store-" + skewed(random, STORES),
        "region-" + random.nextInt(REGIONS),
        100 * (10 + random.nextInt(400)),
        START.plusMillis(first * 1000L / PER_SECOND));
  }

  /** A tenth of them has a third of the orders. */
  private static int skewed(SplittableRandom random, int size) {
    double part = random.nextDouble();
    return (int) (part * part * size);
  }

  /** Fills a topic with the first so many orders. */
  static void fill(String servers, String topic, int records) {
    fill(servers, topic, 0, records);
  }

  /** Appends the orders of these records to a topic, from the first to before the last. */
  static void fill(String servers, String topic, int from, int to) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            servers,
            "linger.ms",
            20,
            "batch.size",
            128 << 10,
            "compression.type",
            "lz4");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = from; i < to; i++) {
        Order order = order(i);
        byte[] key = order.user().getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(new ProducerRecord<>(topic, key, order.json()));
      }
    }
  }
}
