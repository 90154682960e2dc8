package io.dumul.batch;

import io.dumul.batch.log.EventLog;
import io.dumul.batch.log.LogSource;
import io.dumul.batch.log.Partitions;
import io.dumul.batch.log.Slice;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The log on the heap, found by a number, so that tasks in this JVM find it too. */
final class MemoryLog implements EventLog {
  private static final Map<Integer, MemoryLog> LOGS = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final List<TreeMap<Long, LogRecord>> partitions;
  private final long[] ends;
  private final long[] earliest;
  String clusterId = "cluster";
  String topicId = "topic";
  Instant now = Instant.parse("2026-03-01T00:00:00Z");

  MemoryLog(int partitions) {
    this.partitions = new ArrayList<>();
    IntStream.range(0, partitions).forEach(i -> this.partitions.add(new TreeMap<>()));
    this.ends = new long[partitions];
    this.earliest = new long[partitions];
  }

  LogSource source() {
    int number = NEXT.incrementAndGet();
    LOGS.put(number, this);
    return () -> {
      MemoryLog log = LOGS.get(number);
      if (log == null) {
        throw new IllegalStateException("log " + number);
      }
      return log;
    };
  }

  synchronized long append(int partition, @Nullable String key, byte @Nullable [] value) {
    return append(partition, key, value, null, null);
  }

  private long append(
      int partition,
      @Nullable String key,
      byte @Nullable [] value,
      byte @Nullable [] barrier,
      byte @Nullable [] recovered) {
    long offset = ends[partition]++;
    byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    partitions
        .get(partition)
        .put(offset, new LogRecord(partition, offset, now, bytes, value, barrier, recovered));
    return offset;
  }

  /** The partition of a user. */
  int partition(String user) {
    return Partitions.of(user.getBytes(StandardCharsets.UTF_8), partitions.size());
  }

  @Override
  public synchronized void append(Iterator<Mended> events) {
    events.forEachRemaining(
        event -> {
          String user = new String(event.key(), StandardCharsets.UTF_8);
          append(partition(user), user, event.value(), null, event.recovered());
        });
  }

  /** An offset without a record, as a transaction leaves it. */
  synchronized void hole(int partition) {
    ends[partition]++;
  }

  /** Removes what is before an offset, as retention does. */
  synchronized void retain(int partition, long from) {
    partitions.get(partition).headMap(from).clear();
    earliest[partition] = from;
  }

  @Override
  public Identity identity() {
    return new Identity(clusterId, topicId, partitions.size());
  }

  @Override
  public synchronized SortedMap<Integer, Bounds> bounds() {
    SortedMap<Integer, Bounds> bounds = new TreeMap<>();
    IntStream.range(0, partitions.size())
        .forEach(i -> bounds.put(i, new Bounds(earliest[i], ends[i])));
    return bounds;
  }

  @Override
  public synchronized Stream<LogRecord> read(Slice slice) {
    return List.copyOf(partitions.get(slice.partition()).subMap(slice.from(), slice.to()).values())
        .stream();
  }

  @Override
  public synchronized void append(Barrier barrier, byte[] secret) {
    append(barrier.partition(), null, null, barrier.sign(secret), null);
  }

  @Override
  public List<Kept> kept() {
    return List.of(new Kept("events", "delete", Duration.ofDays(7)));
  }

  @Override
  public void close() {}
}
