package io.dumul.core.aggregate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a state: a version byte, then numbers in 7 bits a byte and bytes with their length. */
final class StateWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(16);

  StateWriter(byte version) {
    out.write(version);
  }

  /** A number {@code >= 0}, the lowest 7 bits first. */
  StateWriter unsigned(long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  /** A number of either sign: 0, -1, 1, -2 ... become 0, 1, 2, 3 ... */
  StateWriter signed(long number) {
    return unsigned((number << 1) ^ (number >> 63));
  }

  StateWriter bytes(byte[] bytes) {
    unsigned(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  StateWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] done() {
    return out.toByteArray();
  }
}
