package io.dumul.core.epoch;

import io.dumul.core.config.Hmac;
import io.dumul.core.event.LogRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A control record that closes an epoch in one partition of the log. It travels as the value of the
 * record header {@link #HEADER}, on a record without key and value, signed with HMAC-SHA256 over
 * all fields, so that no producer can forge one.
 *
 * @param topicId the Kafka topic id of the log, as text: a barrier means nothing in another log
 * @param epoch the number of the epoch that it closes; the first is 0
 * @param closing the closing time, UTC to the millisecond, given by whoever closes; it never goes
 *     back
 * @param definitionsHash hash of the definitions that whoever closed had ({@code Definitions.hash})
 */
public record Barrier(
    String topicId, int partition, long epoch, Instant closing, String definitionsHash) {
  public static final String HEADER = "dumul-barrier";

  private static final byte VERSION = 1;
  private static final int MAC_BYTES = Hmac.BYTES;

  public Barrier {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch: " + epoch + " (expected: >= 0)");
    }
    closing = Instant.ofEpochMilli(closing.toEpochMilli());
  }

  /**
   * The barrier that a record of the log is; empty where it is an ordinary record, which every
   * record is that has a key or a value or whose header does not verify.
   */
  public static Optional<Barrier> of(LogRecord record, byte[] secret, String topicId) {
    return record.barrier() == null || record.key() != null || record.value() != null
        ? Optional.empty()
        : verify(record.barrier(), secret, topicId, record.partition());
  }

  public byte[] sign(byte[] secret) {
    byte[] body = body();
    return ByteBuffer.allocate(body.length + MAC_BYTES)
        .put(body)
        .put(Hmac.of(secret, body))
        .array();
  }

  /**
   * Reads a header's value; empty where the signature, the topic or the partition is not right,
   * which means that it is no barrier.
   */
  public static Optional<Barrier> verify(
      byte[] header, byte[] secret, String topicId, int partition) {
    if (header.length <= MAC_BYTES || header[0] != VERSION) {
      return Optional.empty();
    }
    byte[] body = Arrays.copyOf(header, header.length - MAC_BYTES);
    byte[] signature = Arrays.copyOfRange(header, body.length, header.length);
    if (!MessageDigest.isEqual(signature, Hmac.of(secret, body))) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(body, 1, body.length - 1);
    int signedPartition = in.getInt();
    long epoch = in.getLong();
    Instant closing = Instant.ofEpochMilli(in.getLong());
    String signedTopic = text(in);
    Barrier barrier = new Barrier(signedTopic, signedPartition, epoch, closing, text(in));
    return signedTopic.equals(topicId) && signedPartition == partition
        ? Optional.of(barrier)
        : Optional.empty();
  }

  private byte[] body() {
    byte[] topic = topicId.getBytes(StandardCharsets.UTF_8);
    byte[] hash = definitionsHash.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + 4 + 8 + 8 + 4 + topic.length + 4 + hash.length)
        .put(VERSION)
        .putInt(partition)
        .putLong(epoch)
        .putLong(closing.toEpochMilli())
        .putInt(topic.length)
        .put(topic)
        .putInt(hash.length)
        .put(hash)
        .array();
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
