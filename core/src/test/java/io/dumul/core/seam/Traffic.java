package io.dumul.core.seam;

import io.dumul.core.epoch.Barrier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Who writes to the log: orders, copies of orders, ids that are used again, late and future orders,
 * wrong records, and whoever closes epochs, whose barriers come in part, twice, late or forged.
 */
final class Traffic {
  private static final Instant START = Instant.parse("2026-03-01T06:00:00Z");

  private final Random random;
  private final Log log;
  private final List<Order> sent = new ArrayList<>();
  private Instant now = START;
  private Instant closing = START.minusSeconds(3600);
  private long closes;
  private boolean fixed;

  Traffic(Random random, Log log) {
    this.random = random;
    this.log = log;
  }

  /** Time goes on, by nothing to some hours. */
  void pass() {
    now = now.plusSeconds(random.nextInt(random.nextInt(10) == 0 ? 30_000 : 2_000));
  }

  /** The broker's clock, which may step back. */
  private Instant append() {
    return now.minusSeconds(random.nextInt(8) == 0 ? random.nextInt(600) : 0);
  }

  void send() {
    int drawn = random.nextInt(100);
    if (drawn < 55 || sent.isEmpty()) {
      send(order("e" + sent.size(), now.minusSeconds(random.nextInt(9_000))));
    } else if (drawn < 70) {
      log.order(old(), append());
    } else if (drawn < 75) {
      reuse(old());
    } else if (drawn < 86) {
      send(order("e" + sent.size(), now.minusSeconds(random.nextInt(150_000))));
    } else if (drawn < 90) {
      send(order("e" + sent.size(), now.plusSeconds(random.nextInt(9_000))));
    } else {
      oddity(drawn);
    }
  }

  private void send(Order order) {
    sent.add(order);
    log.order(order, append());
  }

  private Order order(String id, Instant time) {
    String subject = Domain.SUBJECTS.get(random.nextInt(Domain.SUBJECTS.size()));
    return order(subject, id, time.minusMillis(random.nextInt(3)));
  }

  private Order order(String subject, String id, Instant time) {
    String store = Domain.STORES.get(random.nextInt(Domain.STORES.size()));
    return new Order(subject, id, time, store, random.nextInt(50) + "." + random.nextInt(100));
  }

  private Order old() {
    return sent.get(random.nextInt(sent.size()));
  }

  /** Another order under an id that was used before. */
  private void reuse(Order order) {
    send(order(order.subject(), order.id(), now.minusSeconds(random.nextInt(9_000))));
  }

  private void oddity(int drawn) {
    int partition = random.nextInt(log.partitions());
    Order order = order("w" + drawn, now);
    switch (drawn % 5) {
      case 0 -> log.wrong(partition, append(), "u0", "{".getBytes(StandardCharsets.UTF_8));
      case 1 -> log.wrong(partition, append(), "not the subject", order.json());
      case 2 -> log.wrong(partition, append(), order.subject(), type(order));
      case 3 -> log.wrong(partition, append(), null, null);
      default -> log.disguised(order("d" + sent.size(), now), append(), barrier(partition, closes));
    }
  }

  private static byte[] type(Order order) {
    return order.json("unheard-of").getBytes(StandardCharsets.UTF_8);
  }

  /** A close that may die half way: some partitions get their barrier, some twice, some later. */
  void closeSome() {
    for (int partition = 0; partition < log.partitions(); partition++) {
      for (int copies = random.nextInt(3); copies > 0; copies--) {
        log.barrier(barrier(partition, closes), append());
      }
    }
    if (complete()) {
      next();
    }
  }

  /** A close that is repeated until it is done. */
  void close() {
    for (int partition = 0; partition < log.partitions(); partition++) {
      log.barrier(barrier(partition, closes), append());
    }
    next();
  }

  /** A barrier that means nothing: of an older epoch, of one not open yet, or forged. */
  void strayBarrier() {
    int partition = random.nextInt(log.partitions());
    switch (random.nextInt(3)) {
      case 0 -> log.barrier(barrier(partition, random.nextLong(closes + 1) / 2), append());
      case 1 -> log.barrier(barrier(partition, closes + 2), append());
      default -> log.forged(barrier(partition, closes), append());
    }
  }

  private boolean complete() {
    for (int partition = 0; partition < log.partitions(); partition++) {
      if (Oracle.open(log.facts(partition)) <= closes) {
        return false;
      }
    }
    return true;
  }

  private void next() {
    closes++;
    fixed = false;
  }

  /** A barrier of the epoch; the closing time is fixed by whoever closes it first. */
  private Barrier barrier(int partition, long epoch) {
    if (!fixed) {
      Instant latest = now.minus(Duration.ofMinutes(random.nextInt(60)));
      closing = latest.isAfter(closing) ? latest : closing;
      fixed = true;
    }
    return new Barrier(Log.TOPIC, partition, epoch, closing, Domain.DEFINITIONS.hash());
  }
}
