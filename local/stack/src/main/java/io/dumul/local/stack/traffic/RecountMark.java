package io.dumul.local.stack.traffic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The mark of a recovered record, read once more and apart. */
final class RecountMark {
  private static final String PURPOSE = "dumul-recovered";
  private static final int MAC = 32;

  private RecountMark() {}

  /** When the log took the record that this one stands for; null where it stands for none. */
  static @Nullable Instant time(
      byte @Nullable [] header, byte @Nullable [] value, byte[] secret, String topicId) {
    if (header == null || value == null || header.length <= MAC || header[0] != 1) {
      return null;
    }
    byte[] body = Arrays.copyOf(header, header.length - MAC);
    byte[] text = new byte[body.length + value.length];
    System.arraycopy(body, 0, text, 0, body.length);
    System.arraycopy(value, 0, text, body.length, value.length);
    byte[] key = mac(secret, PURPOSE.getBytes(StandardCharsets.UTF_8));
    byte[] found = Arrays.copyOfRange(header, body.length, header.length);
    if (!MessageDigest.isEqual(found, mac(key, text))) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(body, 1 + 8 + 4 + 8, body.length - 21);
    Instant time = Instant.ofEpochMilli(in.getLong());
    byte[] topic = new byte[in.getInt()];
    in.get(topic);
    return topicId.equals(new String(topic, StandardCharsets.UTF_8)) ? time : null;
  }

  private static byte[] mac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
