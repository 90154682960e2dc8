package io.dumul.serving.collect;

import io.dumul.serving.http.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Values of CloudEvents headers: percent-encoded UTF-8 (HTTP binding 1.0, 3.1.3.2). */
final class HeaderText {
  private HeaderText() {}

  /** The value; null where it is not UTF-8. A % that no two hex digits follow stands for itself. */
  static @Nullable String decode(String header) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int octet = bytes[i] == '%' ? octet(bytes, i + 1) : -1;
      out.write(octet >= 0 ? octet : bytes[i]);
      i += octet >= 0 ? 2 : 0;
    }
    try {
      return Json.utf8(out.toByteArray());
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static int octet(byte[] bytes, int at) {
    if (at + 1 >= bytes.length) {
      return -1;
    }
    int high = Character.digit(bytes[at], 16);
    int low = Character.digit(bytes[at + 1], 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
