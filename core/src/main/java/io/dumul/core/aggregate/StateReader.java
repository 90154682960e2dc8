package io.dumul.core.aggregate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link StateWriter} wrote and refuses anything else. */
final class StateReader {
  private final ByteBuffer in;

  /**
   * @throws IllegalArgumentException where the bytes are of another version
   */
  StateReader(byte[] bytes, byte version) {
    if (bytes.length == 0 || bytes[0] != version) {
      throw new IllegalArgumentException(
          "state: version "
              + (bytes.length == 0 ? "none" : bytes[0])
              + " (expected: "
              + version
              + ")");
    }
    in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
  }

  long unsigned() {
    long number = 0;
    for (int shift = 0; shift < 64 && in.hasRemaining(); shift += 7) {
      byte next = in.get();
      number |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw damaged("a number");
  }

  long signed() {
    long number = unsigned();
    return (number >>> 1) ^ -(number & 1);
  }

  byte[] bytes() {
    long length = unsigned();
    if (length < 0 || length > in.remaining()) {
      throw damaged(length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Ends reading; bytes that are left mean damage. */
  <T> T end(T state) {
    if (in.hasRemaining()) {
      throw damaged("its end");
    }
    return state;
  }

  /** How many bytes are left: no honest count of things is larger. */
  int remaining() {
    return in.remaining();
  }

  private IllegalArgumentException damaged(String expected) {
    return new IllegalArgumentException(
        "state: damaged " + in.remaining() + " bytes before its end (expected: " + expected + ")");
  }
}
