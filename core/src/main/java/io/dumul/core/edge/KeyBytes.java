package io.dumul.core.edge;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a key whose order, byte by byte without sign, is the order of the values that were put
 * in, one after the other. A value that is absent comes before all others, after them where the
 * field is descending.
 */
final class KeyBytes {
  static final int ABSENT = 1;
  private static final int PRESENT = 2;

  private byte[] bytes = new byte[64];
  private int size;

  KeyBytes octet(int octet) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) octet;
    return this;
  }

  KeyBytes number(long unsigned) {
    return all(ByteBuffer.allocate(Long.BYTES).putLong(unsigned).array());
  }

  KeyBytes all(byte[] more) {
    for (byte octet : more) {
      octet(octet);
    }
    return this;
  }

  /** A zero in the text is followed by 255, its end is a zero followed by 1. */
  KeyBytes text(byte[] text) {
    for (byte octet : text) {
      octet(octet);
      if (octet == 0) {
        octet(0xff);
      }
    }
    return octet(0).octet(1);
  }

  KeyBytes value(ValueKind kind, @Nullable Object value, Order order) {
    int from = size;
    octet(value == null ? ABSENT : PRESENT);
    if (value != null) {
      kind.write(this, value);
    }
    return order == Order.DESC ? inverted(from) : this;
  }

  /** What all fields that have a value begin with. */
  KeyBytes present(Order order) {
    int from = size;
    octet(PRESENT);
    return order == Order.DESC ? inverted(from) : this;
  }

  private KeyBytes inverted(int from) {
    for (int i = from; i < size; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
    return this;
  }

  byte[] done() {
    return Arrays.copyOf(bytes, size);
  }

  /** The first key behind all that begin with this one. */
  static byte[] behind(byte[] prefix) {
    for (int last = prefix.length - 1; last >= 0; last--) {
      if (prefix[last] != -1) {
        byte[] end = Arrays.copyOf(prefix, last + 1);
        end[last]++;
        return end;
      }
    }
    throw new IllegalArgumentException("prefix: nothing stands behind it");
  }
}
