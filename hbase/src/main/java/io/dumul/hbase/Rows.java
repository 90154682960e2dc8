package io.dumul.hbase;

import io.dumul.core.view.Entity;
import io.dumul.core.view.RowSalt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.client.Scan;

/**
 * The row of an entity. Bytes: a salt from the rest's hash (1), so that kinds spread over all
 * regions, then kind and key values in UTF-8, each with its length (2).
 */
public final class Rows {
  private static final int MOST = Short.MAX_VALUE; // HBase's own limit
  private static final int SALTS = 256;

  private Rows() {}

  /**
   * The row of an entity.
   *
   * @throws IllegalArgumentException where it would be longer than HBase takes
   */
  public static byte[] encode(Entity entity) {
    List<byte[]> texts = new ArrayList<>(1 + entity.key().size());
    texts.add(entity.kind().getBytes(StandardCharsets.UTF_8));
    int size = 3 + texts.get(0).length;
    for (String part : entity.key()) {
      byte[] text = part.getBytes(StandardCharsets.UTF_8);
      texts.add(text);
      size += 2 + text.length;
    }
    if (size > MOST) {
      throw new IllegalArgumentException(
          "row of " + entity.kind() + ": " + size + " bytes (expected: <= " + MOST + ")");
    }
    ByteBuffer out = ByteBuffer.allocate(size).put((byte) 0);
    texts.forEach(text -> out.putShort((short) text.length).put(text));
    return RowSalt.set(out.array());
  }

  static Entity decode(byte[] row) {
    ByteBuffer in = ByteBuffer.wrap(row, 1, row.length - 1);
    String kind = text(in);
    List<String> key = new ArrayList<>();
    while (in.hasRemaining()) {
      key.add(text(in));
    }
    return new Entity(kind, key);
  }

  /** Where the regions of a new table begin: even parts of the salt. */
  static byte[][] splits(int regions) {
    byte[][] splits = new byte[regions - 1][];
    for (int i = 1; i < regions; i++) {
      splits[i - 1] = new byte[] {(byte) (i * SALTS / regions)};
    }
    return splits;
  }

  /** The region of a new table, of so many, in which a row lies; from 0. */
  public static int region(byte[] row, int regions) {
    return (((row[0] & 0xff) + 1) * regions - 1) / SALTS;
  }

  /** A share of all rows, by salt. */
  static Scan share(int share, int shares) {
    if (shares > SALTS) {
      throw new IllegalArgumentException("shares: " + shares + " (expected: <= " + SALTS + ")");
    }
    int from = share * SALTS / shares;
    int to = (share + 1) * SALTS / shares;
    Scan scan = new Scan().withStartRow(new byte[] {(byte) from});
    return to == SALTS ? scan : scan.withStopRow(new byte[] {(byte) to});
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[in.getShort()];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
