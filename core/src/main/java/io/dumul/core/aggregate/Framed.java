package io.dumul.core.aggregate;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The frame around a sketch's own bytes: version (1), CRC-32C of the rest (4, big endian), the
 * sketch. The check comes first because the sketch library reads damaged bytes without looking.
 */
final class Framed {
  private static final int HEAD = 5;

  private Framed() {}

  static byte[] encode(byte version, byte[] sketch) {
    return ByteBuffer.allocate(HEAD + sketch.length)
        .put(version)
        .putInt(check(sketch))
        .put(sketch)
        .array();
  }

  /**
   * @throws IllegalArgumentException where the bytes are of another version or damaged
   */
  static byte[] decode(byte version, byte[] bytes) {
    if (bytes.length < HEAD || bytes[0] != version) {
      throw new IllegalArgumentException(
          "state: version "
              + (bytes.length == 0 ? "none" : bytes[0])
              + " in "
              + bytes.length
              + " bytes (expected: "
              + version
              + ")");
    }
    byte[] sketch = Arrays.copyOfRange(bytes, HEAD, bytes.length);
    if (ByteBuffer.wrap(bytes).getInt(1) != check(sketch)) {
      throw new IllegalArgumentException("state: damaged (expected: bytes that match their check)");
    }
    return sketch;
  }

  private static int check(byte[] sketch) {
    CRC32C crc = new CRC32C();
    crc.update(sketch);
    return (int) crc.getValue();
  }
}
