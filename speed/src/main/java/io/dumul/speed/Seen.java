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
 */
final class Seen {
  private static final int KEY_BYTES = 16;

  private final KeyValueStore<Bytes, byte[]> store;
  private final Duration step;
  private final MessageDigest digest = sha256();
  private Instant swept = Instant.MIN;
  private @Nullable KeyValueIterator<Bytes, byte[]> round;

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
    Bytes key = key(event);
    byte[] time = store.get(key);
    if (time != null && !time(time).isBefore(horizon)) {
      return false;
    }
    store.put(key, ByteBuffer.allocate(Long.BYTES).putLong(event.time().toEpochMilli()).array());
    return true;
  }

  /** Deletes some of what is older than the horizon. */
  void sweep(Instant horizon, int most) {
    if (round == null) {
      if (horizon.equals(Instant.MIN)
          || (!swept.equals(Instant.MIN) && horizon.isBefore(swept.plus(step)))) {
        return;
      }
      swept = horizon;
      round = store.all();
    }
    for (int i = 0; i < most && round.hasNext(); i++) {
      KeyValue<Bytes, byte[]> entry = round.next();
      if (time(entry.value).isBefore(horizon)) {
        store.delete(entry.key);
      }
    }
    if (!round.hasNext()) {
      close();
    }
  }

  void close() {
    if (round != null) {
      round.close();
      round = null;
    }
  }

  private static Instant time(byte[] value) {
    return Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong());
  }

  private Bytes key(Event event) {
    byte[] subject = event.subject().getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(subject.length).array());
    digest.update(subject);
    byte[] hash = digest.digest(event.id().getBytes(StandardCharsets.UTF_8));
    return Bytes.wrap(Arrays.copyOf(hash, KEY_BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
