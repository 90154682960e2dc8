package io.dumul.core.config;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256. */
public final class Hmac {
  /** How long a code is. */
  public static final int BYTES = 32;

  private Hmac() {}

  /** The code of some bytes, which are taken one after the other. */
  public static byte[] of(byte[] key, byte[]... bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : bytes) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** A key for one purpose, which tells nothing of the key that it comes from. */
  public static byte[] derived(byte[] key, String purpose) {
    return of(key, purpose.getBytes(StandardCharsets.UTF_8));
  }
}
