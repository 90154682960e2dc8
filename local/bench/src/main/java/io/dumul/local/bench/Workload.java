package io.dumul.local.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
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

  /**
   * Who orders.
   *
   * @param users how many there are
   * @param hot which part of the orders is of one user
   */
  record Mix(int users, double hot) {
    static final Mix USUAL = new Mix(USERS, 0);
  }

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
    return order(number, Mix.USUAL);
  }

  private static Order order(int number, Mix mix) {
    int first = again(number) ? number - TWICE_AFTER : number;
    return order(first, START.plusMillis(first * 1000L / PER_SECOND), mix);
  }

  /** An order that nobody repeats, at a time. */
  static Order order(int number, Instant time) {
    return order(number, time, Mix.USUAL);
  }

  private static Order order(int number, Instant time, Mix mix) {
    boolean hot = new SplittableRandom(number).nextDouble() < mix.hot();
    SplittableRandom random = new SplittableRandom(SEED * (number + 1L));
    return new Order(
        Long.toHexString(random.nextLong()),
        "user-" + (hot ? 0 : skewed(random, mix.users())),
        "store-" + skewed(random, STORES),
        "region-" + random.nextInt(REGIONS),
        100 * (10 + random.nextInt(400)),
        time);
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

  /**
   * Appends the orders of these records at a steady rate.
   *
   * @param rate records a second
   * @return when they were acknowledged, nanoseconds of the machine's monotonic clock, in order
   */
  static List<Long> pace(String servers, String topic, int from, int to, int rate)
      throws InterruptedException {
    List<Long> acknowledged = Collections.synchronizedList(new ArrayList<>());
    Map<String, Object> settings = Map.of("bootstrap.servers", servers, "linger.ms", 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      long start = System.nanoTime();
      for (int i = from; i < to; i++) {
        long due = start + (i - from) * 1_000_000_000L / rate;
        for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
          TimeUnit.NANOSECONDS.sleep(early);
        }
        Order order = order(i);
        byte[] key = order.user().getBytes(StandardCharsets.UTF_8);
        var unused =
            producer.send(
                new ProducerRecord<>(topic, key, order.json()),
                (metadata, failure) -> {
                  if (failure == null) {
                    acknowledged.add(System.nanoTime());
                  }
                });
      }
    }
    return acknowledged;
  }

  /** Appends the orders of these records to a topic, from the first to before the last. */
  static void fill(String servers, String topic, int from, int to) {
    fill(servers, topic, from, to, number -> order(number));
  }

  /** The same, of other people. */
  static void fill(String servers, String topic, int from, int to, Mix mix) {
    fill(servers, topic, from, to, number -> order(number, mix));
  }

  /** Appends so many orders of a day, which nobody repeats. */
  static void fillDay(String servers, String topic, LocalDate day, int from, int orders) {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    fill(
        servers,
        topic,
        from,
        from + orders,
        number -> order(number, start.plusSeconds((number - from) * 86_400L / orders)));
  }

  private static void fill(
      String servers, String topic, int from, int to, IntFunction<Order> orders) {
    List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
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
        Order order = orders.apply(i);
        byte[] key = order.user().getBytes(StandardCharsets.UTF_8);
        var unused =
            producer.send(
                new ProducerRecord<>(topic, key, order.json()),
                (metadata, failure) -> {
                  if (failure != null) {
                    failures.add(failure);
                  }
                });
      }
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(
          "log: " + failures.size() + " records were refused: " + failures.get(0));
    }
  }
}
