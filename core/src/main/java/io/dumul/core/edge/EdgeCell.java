package io.dumul.core.edge;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A cell of edges.
 *
 * @param value null where it is gone
 */
public record EdgeCell(byte[] row, byte[] column, byte @Nullable [] value) {

  /** The row's length (2), the row, the column. */
  static byte[] key(byte[] row, byte[] column) {
    if (row.length > Short.MAX_VALUE) {
      throw new IllegalArgumentException("row: " + row.length + " bytes (expected: <= 32767)");
    }
    return ByteBuffer.allocate(2 + row.length + column.length)
        .putShort((short) row.length)
        .put(row)
        .put(column)
        .array();
  }

  /** What {@link #of} makes this cell of. */
  public byte[] key() {
    return key(row, column);
  }

  /** The cell that a key of {@link EdgeFold.Cells} stands for. */
  public static EdgeCell of(byte[] key, byte @Nullable [] value) {
    ByteBuffer in = ByteBuffer.wrap(key);
    byte[] row = new byte[in.getShort()];
    in.get(row);
    byte[] column = new byte[in.remaining()];
    in.get(column);
    return new EdgeCell(row, column, value);
  }

  /** Whether it says what became of an event, which is true once all other cells are readable. */
  public boolean isReceipt() {
    return row.length == 6;
  }

  byte[] present() {
    if (value == null) {
      throw new IllegalStateException("cell: gone (expected: a value)");
    }
    return value;
  }
}
