package io.dumul.core.view;

/**
 * The first byte of a row, made from the others, so that rows of one kind spread over all regions.
 */
public final class RowSalt {
  private RowSalt() {}

  /**
   * Sets the first byte.
   *
   * <p>FNV-1a (Fowler, Noll, Vo 1991) of all bytes but the first, folded to one byte.
   *
   * @return the same array
   */
  public static byte[] set(byte[] row) {
    int hash = 0x811c9dc5;
    for (int i = 1; i < row.length; i++) {
      hash = (hash ^ (row[i] & 0xff)) * 0x01000193;
    }
    hash ^= hash >>> 16;
    row[0] = (byte) (hash ^ (hash >>> 8));
    return row;
  }
}
