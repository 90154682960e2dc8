package io.dumul.speed;

import io.dumul.core.event.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The memory of accepted events of one partition: by 128 bits of SHA-256 over (subject, id), the
 * event time.
 *
 * <p>What counts is decided by the horizon when it is asked, so it does not matter when old entries
 * go. They go in rounds over the whole store, a bounded number at a time, and a round begins only
 * when the horizon has moved by an eighth of its length: every entry is looked at about nine times
 * in its life, and at most an eighth of the store is older than it must be, plus what one round
 * takes.
 *
 * <p>Nearly every event is new, and to find that out in the store is what costs most. So a filter
 * on the heap answers first. It is complete once a round has gone over the whole store: the first
 * one begins with the task, each later one makes the filter anew without what is gone. Until then,
 * and where the filter is overfull, the store is asked.
 */
final class Seen {
  private static final int KEY_BYTES = 16;

  /** Enough for three million events; a round needs it twice. */
  private static final int FILTER_BYTES = 4 << 20;

  private final KeyValueStore<Bytes, byte[]> store;
  private final Duration step;
  private final MessageDigest digest = sha256();
  private Instant swept = Instant.MIN;
  private @Nullable KeyValueIterator<Bytes, byte[]> round;
  private @Nullable IdFilter filter;
  private @Nullable IdFilter filling;

  Seen(KeyValueStore<Bytes, byte[]> store, Duration length) {
    this.store = store;
    this.step = length.dividedBy(8);
  }

  /**
   * Remembers an event, unless one of the same subject and id is remembered that happened at or
   * after the horizon.
   *
   * @return whether it is the first
   */
  boolean first(Event event, Instant horizon) {
    byte[] hash = hash(event);
    Bytes key = Bytes.wrap(hash);
    long word = ByteBuffer.wrap(hash).getLong(0);
    long bits = ByteBuffer.wrap(hash).getLong(Long.BYTES);
    if (filter == null || filter.mayHave(word, bits)) {
      byte[] time = store.get(key);
      if (time != null && !time(time).isBefore(horizon)) {
        return false;
      }
    }
    store.put(key, ByteBuffer.allocate(Long.BYTES).putLong(event.time().toEpochMilli()).array());
    if (filter != null) {
      filter.add(word, bits);
    }
    if (filling != null) {
      filling.add(word, bits);
    }
    return true;
  }

  /** Deletes some of what is older than the horizon. */
  void sweep(Instant horizon, int most) {
    if (round == null) {
      if (filter != null && !due(horizon)) {
        return;
      }
      swept = horizon;
      round = store.all();
      filling = new IdFilter(FILTER_BYTES);
    }
    for (int i = 0; i < most && round.hasNext(); i++) {
      look(round.next(), horizon);
    }
    if (!round.hasNext()) {
      filter = filling;
      close();
    }
  }

  private boolean due(Instant horizon) {
    return !horizon.equals(Instant.MIN)
        && (swept.equals(Instant.MIN) || !horizon.isBefore(swept.plus(step)));
  }

  /** The round sees the store as it was at its start, so what it would delete is read again. */
  private void look(KeyValue<Bytes, byte[]> entry, Instant horizon) {
    if (time(entry.value).isBefore(horizon)) {
      byte[] now = store.get(entry.key);
      if (now != null && time(now).isBefore(horizon)) {
        store.delete(entry.key);
      }
    } else if (filling != null) {
      ByteBuffer hash = ByteBuffer.wrap(entry.key.get());
      filling.add(hash.getLong(0), hash.getLong(Long.BYTES));
    }
  }

  void close() {
    if (round != null) {
      round.close();
      round = null;
    }
    filling = null;
  }

  private static Instant time(byte[] value) {
    return Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong());
  }

  private byte[] hash(Event event) {
    byte[] subject = event.subject().getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(subject.length).array());
    digest.update(subject);
    byte[] hash = digest.digest(event.id().getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(hash, KEY_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
