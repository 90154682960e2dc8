package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: counts the raw log once more, in one pass and with plain means, and shares no
 * arithmetic, no accept rule and no epochs with what it judges. It keeps what it counted for the
 * metrics and keys that it was asked for; of every accepted event it keeps 16 bytes against
 * duplicates.
 */
public final class Recount {
  private static final int MAC = 32;

  /**
   * What is counted for.
   *
   * @param key the entity's key values
   */
  public record Cell(String metric, List<String> key, long bucket) implements Comparable<Cell> {
    @Override
    public int compareTo(Cell other) {
      int order = metric.compareTo(other.metric);
      order = order == 0 ? key.toString().compareTo(other.key.toString()) : order;
      return order == 0 ? Long.compare(bucket, other.bucket) : order;
    }
  }

  /** The records of one partition and epoch. */
  public record Part(int partition, long epoch) {}

  /** What a record is. */
  public enum Fate {
    BARRIER,
    ACCEPTED,
    DUPLICATE,
    REJECTED
  }

  /** What became of the records of a part. */
  public record Counts(long accepted, long duplicates, long rejected) {
    Counts plus(long more, long again, long bad) {
      return new Counts(accepted + more, duplicates + again, rejected + bad);
    }
  }

  private static final class Partition {
    private long epoch;
    private Instant closing = Instant.MIN;
    private final Map<Long, Long> seen = new HashMap<>();
  }

  private final RecountJudge judge;
  private final List<RecountMetric> metrics;
  private final byte[] secret;
  private final String topicId;
  private final BiPredicate<String, List<String>> wanted;
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private final Map<Part, Counts> counts = new HashMap<>();
  private final Map<String, Map<List<String>, SortedMap<Long, Tally>>> tallies = new HashMap<>();

  /**
   * @param secret the key that barriers are signed with
   * @param topicId the log's topic id, which barriers carry
   * @param wanted whether to count for a metric's name and an entity's key
   */
  public Recount(
      Path definitions, byte[] secret, String topicId, BiPredicate<String, List<String>> wanted) {
    this.judge = new RecountJudge(definitions);
    this.metrics = RecountMetric.readAll(definitions, judge.documents());
    this.secret = secret.clone();
    this.topicId = topicId;
    this.wanted = wanted;
  }

  /** Counts the next record of a partition, and says what it is. */
  public Fate add(
      int partition,
      Instant appendTime,
      byte @Nullable [] key,
      byte @Nullable [] value,
      byte @Nullable [] barrier) {
    return add(partition, appendTime, key, value, barrier, null);
  }

  /** The same for one that may stand for another one. */
  public Fate add(
      int partition,
      Instant read,
      byte @Nullable [] key,
      byte @Nullable [] value,
      byte @Nullable [] barrier,
      byte @Nullable [] recovered) {
    Instant mark = RecountMark.time(recovered, value, secret, topicId);
    Instant appendTime = mark == null ? read : mark;
    Partition part = partitions.computeIfAbsent(partition, p -> new Partition());
    if (barrier != null && key == null && value == null && close(partition, part, barrier)) {
      return Fate.BARRIER;
    }
    RecountJudge.Judged judged = judge.judge(key, value, appendTime, part.closing);
    RecountJudge.Taken event = judged.taken();
    Part place = new Part(partition, part.epoch);
    Counts before = counts.getOrDefault(place, new Counts(0, 0, 0));
    Fate fate;
    if (event == null) {
      counts.put(place, before.plus(0, 0, 1));
      fate = Fate.REJECTED;
    } else if (isNew(part, event)) {
      counts.put(place, before.plus(1, 0, 0));
      metrics.forEach(metric -> count(metric, event));
      fate = Fate.ACCEPTED;
    } else {
      counts.put(place, before.plus(0, 1, 0));
      fate = Fate.DUPLICATE;
    }
    if (mark == null || fate == Fate.ACCEPTED) {
      String told = mark == null ? fate.name().toLowerCase(Locale.ROOT) : "recovered";
      RecountJudge.Taken verdict =
          RecountVerdict.of(judged, fate, told, appendTime, judge.documents());
      metrics.forEach(metric -> count(metric, verdict));
    }
    return fate;
  }

  /** Whether the header is a barrier; the first one of the open epoch closes it. */
  private boolean close(int partition, Partition part, byte[] header) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      int end = header.length - MAC;
      if (end <= 25
          || header[0] != 1
          || !MessageDigest.isEqual(
              mac.doFinal(Arrays.copyOf(header, end)),
              Arrays.copyOfRange(header, end, header.length))) {
        return false;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
    ByteBuffer body = ByteBuffer.wrap(header, 1, header.length - MAC - 1);
    boolean here = body.getInt() == partition;
    long epoch = body.getLong();
    Instant closing = Instant.ofEpochMilli(body.getLong());
    byte[] topic = new byte[body.getInt()];
    body.get(topic);
    if (!here || !topicId.equals(new String(topic, StandardCharsets.UTF_8))) {
      return false;
    }
    if (epoch == part.epoch && !closing.isBefore(part.closing)) {
      part.epoch++;
      part.closing = closing;
    }
    return true;
  }

  private boolean isNew(Partition part, RecountJudge.Taken taken) {
    long micros = micros(taken.time());
    JsonNode event = taken.event();
    long identity = identity(event.path("subject").asText(), event.path("id").asText());
    Long before = part.seen.get(identity);
    Instant horizon = judge.horizon(part.closing);
    if (before != null && (horizon.equals(Instant.MIN) || before >= micros(horizon))) {
      return false;
    }
    part.seen.put(identity, before == null ? micros : Math.max(before, micros));
    return true;
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
  }

  /** 64 bits that stand for an event; two of two million are alike with a chance of 1 in 10^7. */
  private static long identity(String subject, String id) {
    try {
      byte[] text = (subject.length() + ":" + subject + id).getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(text)).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private void count(RecountMetric metric, RecountJudge.Taken taken) {
    JsonNode event = taken.event();
    if (!metric.events().contains(event.path("type").asText()) || !metric.takes(event)) {
      return;
    }
    List<String> key = metric.key(event);
    String value = metric.value(event);
    if (key == null || value == null || !wanted.test(metric.name(), key)) {
      return;
    }
    Instant time = taken.time();
    tallies
        .computeIfAbsent(metric.name(), name -> new HashMap<>())
        .computeIfAbsent(key, k -> new TreeMap<>())
        .computeIfAbsent(metric.bucket(time), bucket -> new Tally(metric))
        .add(value, time, event.path("subject").asText(), event.path("id").asText());
  }

  /** The epoch that is open in a partition. */
  public long epoch(int partition) {
    Partition part = partitions.get(partition);
    return part == null ? 0 : part.epoch;
  }

  /** What became of the records of each partition and epoch. */
  public Map<Part, Counts> counts() {
    return Map.copyOf(counts);
  }

  /** Everything that something was counted for, in order. */
  public Set<Cell> cells() {
    Set<Cell> cells = new TreeSet<>();
    tallies.forEach(
        (metric, keys) ->
            keys.forEach(
                (key, buckets) ->
                    buckets.keySet().forEach(bucket -> cells.add(new Cell(metric, key, bucket)))));
    return cells;
  }

  /** The keys of a metric with how many events each has. */
  public Map<List<String>, Long> keys(String metric) {
    Map<List<String>, Long> keys = new HashMap<>();
    tallies
        .getOrDefault(metric, Map.of())
        .forEach(
            (key, buckets) ->
                keys.put(key, buckets.values().stream().mapToLong(Tally::count).sum()));
    return keys;
  }

  /**
   * All buckets of a key that start in a span of time, as one.
   *
   * @param from first start, epoch seconds
   * @param to first start that is too late, epoch seconds
   */
  public Tally window(String metric, List<String> key, long from, long to) {
    RecountMetric found =
        metrics.stream()
            .filter(one -> one.name().equals(metric))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "metric: " + metric + " (expected: a defined one)"));
    Tally all = new Tally(found);
    SortedMap<Long, Tally> buckets =
        tallies.getOrDefault(metric, Map.of()).getOrDefault(key, new TreeMap<>());
    buckets.subMap(from, to).values().forEach(all::add);
    return all;
  }

  /** One bucket of a key. */
  public Tally bucket(String metric, List<String> key, long bucket) {
    return window(metric, key, bucket, bucket + 1);
  }
}
