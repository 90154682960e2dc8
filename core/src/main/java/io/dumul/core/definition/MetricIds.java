package io.dumul.core.definition;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Metric ids: the first 8 bytes of SHA-256 of {@code name@version}. Every process computes the same
 * id from the definition alone; two metrics of one id are refused when definitions are loaded.
 */
public final class MetricIds {
  private MetricIds() {}

  public static long of(String name, int version) {
    try {
      byte[] text = (name + "@" + version).getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
