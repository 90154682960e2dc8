package io.dumul.core.seam;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The log: per partition its records, and beside each what it is in truth. */
final class Log {
  static final String TOPIC = "topic-1";
  static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);
  static final byte[] FORGER = "forger".getBytes(StandardCharsets.UTF_8);

  private final List<List<LogRecord>> records = new ArrayList<>();
  private final List<List<Fact>> facts = new ArrayList<>();

  private final Random random;

  Log(Random random, int partitions) {
    this.random = random;
    for (int i = 0; i < partitions; i++) {
      records.add(new ArrayList<>());
      facts.add(new ArrayList<>());
    }
  }

  int partitions() {
    return records.size();
  }

  int partition(String subject) {
    return Math.floorMod(subject.hashCode(), partitions());
  }

  /** The records at and after an offset. */
  List<LogRecord> from(int partition, long offset) {
    List<LogRecord> all = records.get(partition);
    int index = all.size();
    while (index > 0 && all.get(index - 1).offset() >= offset) {
      index--;
    }
    return all.subList(index, all.size());
  }

  List<Fact> facts(int partition) {
    return facts.get(partition);
  }

  void order(Order order, Instant append) {
    append(partition(order.subject()), append, order.subject(), order.json(), null, order, null);
  }

  /** A record that is no order: its bytes are wrong, or its key is. */
  void wrong(int partition, Instant append, @Nullable String key, byte @Nullable [] value) {
    append(partition, append, key, value, null, null, null);
  }

  /** An order that carries a barrier's header, as no producer should: it stays an order. */
  void disguised(Order order, Instant append, Barrier barrier) {
    int partition = partition(order.subject());
    append(partition, append, order.subject(), order.json(), barrier.sign(SECRET), order, null);
  }

  void barrier(Barrier barrier, Instant append) {
    append(barrier.partition(), append, null, null, barrier.sign(SECRET), null, barrier);
  }

  void forged(Barrier barrier, Instant append) {
    append(barrier.partition(), append, null, null, barrier.sign(FORGER), null, null);
  }

  /** The next offset; now and then some are left out, as by an aborted transaction. */
  private long next(int partition) {
    List<LogRecord> all = records.get(partition);
    long last = all.isEmpty() ? -1 : all.get(all.size() - 1).offset();
    return last + 1 + (random.nextInt(10) == 0 ? random.nextInt(3) : 0);
  }

  private void append(
      int partition,
      Instant append,
      @Nullable String key,
      byte @Nullable [] value,
      byte @Nullable [] header,
      @Nullable Order order,
      @Nullable Barrier barrier) {
    long offset = next(partition);
    byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    records.get(partition).add(new LogRecord(partition, offset, append, bytes, value, header));
    Fact.Closes closes =
        barrier == null ? null : new Fact.Closes(barrier.epoch(), barrier.closing());
    facts.get(partition).add(new Fact(partition, offset, append, order, closes));
  }
}
