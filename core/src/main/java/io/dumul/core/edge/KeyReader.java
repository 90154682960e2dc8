package io.dumul.core.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads ascending values that {@link KeyBytes} wrote. */
final class KeyReader {
  private final ByteBuffer in;

  KeyReader(byte[] bytes, int from) {
    this.in = ByteBuffer.wrap(bytes, from, bytes.length - from);
  }

  /** A value that is there, as a node or an id is. */
  Object value(ValueKind kind) {
    Object value = maybe(kind);
    if (value == null) {
      throw new IllegalArgumentException("key: absent (expected: " + kind + ")");
    }
    return value;
  }

  /** A value; null where it is absent. */
  @Nullable Object maybe(ValueKind kind) {
    if (in.get() == KeyBytes.ABSENT) {
      return null;
    }
    return switch (kind) {
      case STRING -> text();
      case BOOLEAN -> in.get() == 1;
      case FLOAT, DOUBLE -> {
        long bits = in.getLong();
        yield Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
      }
      default -> in.getLong() ^ Long.MIN_VALUE;
    };
  }

  int partition() {
    return in.getInt();
  }

  /** How many bytes were read, from the beginning of all. */
  int position() {
    return in.position();
  }

  /** A text that stands alone. */
  String text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      byte octet = in.get();
      if (octet == 0 && in.get() == 1) {
        return text.toString(StandardCharsets.UTF_8);
      }
      text.write(octet); // a zero in the text is followed by 255, which was read
    }
  }
}
