package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.local.stack.Http;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which event was acknowledged at which place of the log. */
final class AckBook {
  /** A place in the log. */
  record Place(int partition, long offset) {}

  private final Map<Place, Long> acknowledged = new ConcurrentHashMap<>();

  void add(int partition, long offset, byte[] value) {
    acknowledged.put(new Place(partition, offset), identity(value));
  }

  int size() {
    return acknowledged.size();
  }

  Map<Place, Long> all() {
    return acknowledged;
  }

  /** Stands for an event: its subject and id, or all of it where it has none. */
  static long identity(byte @Nullable [] value) {
    if (value == null) {
      return 0;
    }
    return hash(name(value));
  }

  /** The same for an event of which these are known. */
  static long identity(String subject, String id) {
    return hash((subject.length() + ":" + subject + id).getBytes(StandardCharsets.UTF_8));
  }

  private static long hash(byte[] name) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(name)).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static byte[] name(byte[] value) {
    try {
      JsonNode event = Http.JSON.readTree(value);
      if (event != null && event.path("subject").isTextual() && event.path("id").isTextual()) {
        String subject = event.path("subject").textValue();
        String name = subject.length() + ":" + subject + event.path("id").textValue();
        return name.getBytes(StandardCharsets.UTF_8);
      }
      return value;
    } catch (IOException e) {
      return value;
    }
  }
}
