package io.dumul.core.event;

import io.dumul.core.config.Hmac;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That a record of the log stands for another one, which was rejected and is mended now. It travels
 * as the value of the record header {@link #HEADER}, signed over itself and the record's value, so
 * that no producer can say so. To readers the event itself says the same, in its extensions.
 *
 * <p>Such a record is judged as any other, except that its append time is that of the record that
 * it stands for: the log took the event then. It was received once, so it has a verdict of its own
 * only where it counts.
 *
 * @param topicId id of the log: the mark means nothing in another one
 * @param epoch the epoch of the record that it stands for
 * @param partition that record's partition
 * @param offset that record's offset
 * @param appendTime that record's append time, UTC to the millisecond
 * @param rule what mended it
 */
public record Recovered(
    String topicId, long epoch, int partition, long offset, Instant appendTime, String rule) {
  public static final String HEADER = "dumul-recovered";

  /** The extension that names the record that it stands for. */
  public static final String FROM = "recoveredfrom";

  /** The extension that names the rule. */
  public static final String BY = "recoveredby";

  private static final byte VERSION = 1;
  private static final byte[] NOTHING = {};

  public Recovered {
    appendTime = Instant.ofEpochMilli(appendTime.toEpochMilli());
  }

  /** The key that marks are signed with, which tells nothing of the key of the barriers. */
  public static byte[] key(byte[] barrierKey) {
    return Hmac.derived(barrierKey, HEADER);
  }

  /** What a record says of itself; empty where it is an ordinary record. */
  public static Optional<Recovered> of(LogRecord record, byte[] key, String topicId) {
    return record.recovered() == null
        ? Optional.empty()
        : verify(record.recovered(), record.value(), key, topicId);
  }

  /** The epoch, partition and offset of the record that it stands for, as the extension says. */
  public String from() {
    return epoch + "/" + partition + "/" + offset;
  }

  /**
   * The header's value.
   *
   * @param value the value of the record that bears it
   */
  public byte[] sign(byte[] key, byte[] value) {
    byte[] body = body();
    byte[] mac = Hmac.of(key, body, value);
    return ByteBuffer.allocate(body.length + mac.length).put(body).put(mac).array();
  }

  private static Optional<Recovered> verify(
      byte[] header, byte @Nullable [] value, byte[] key, String topicId) {
    if (header.length <= Hmac.BYTES || header[0] != VERSION) {
      return Optional.empty();
    }
    byte[] body = Arrays.copyOf(header, header.length - Hmac.BYTES);
    byte[] mac = Arrays.copyOfRange(header, body.length, header.length);
    if (!MessageDigest.isEqual(mac, Hmac.of(key, body, value == null ? NOTHING : value))) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(body, 1, body.length - 1);
    long epoch = in.getLong();
    int partition = in.getInt();
    long offset = in.getLong();
    Instant time = Instant.ofEpochMilli(in.getLong());
    Recovered recovered = new Recovered(text(in), epoch, partition, offset, time, text(in));
    return recovered.topicId.equals(topicId) ? Optional.of(recovered) : Optional.empty();
  }

  private byte[] body() {
    byte[] topic = topicId.getBytes(StandardCharsets.UTF_8);
    byte[] name = rule.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + 8 + 4 + 8 + 8 + 4 + topic.length + 4 + name.length)
        .put(VERSION)
        .putLong(epoch)
        .putInt(partition)
        .putLong(offset)
        .putLong(appendTime.toEpochMilli())
        .putInt(topic.length)
        .put(topic)
        .putInt(name.length)
        .put(name)
        .array();
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
