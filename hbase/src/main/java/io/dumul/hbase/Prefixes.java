package io.dumul.hbase;

import io.dumul.core.view.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which columns of a row a Get brings: prefixes of qualifiers, so that the server seeks from one to
 * the next and a row with years of buckets costs no more than a short one.
 *
 * <p>A filter sees both families alike. The prefix of zeros lets every increment pass (epochs stay
 * below 2^32), and of the batch cells at most those of a metric whose id begins with four zeros; a
 * prefix of a metric and the upper bytes of its bucket may let a few buckets pass too many. The
 * client leaves out what is not in the selection.
 */
final class Prefixes {
  private static final byte[] INCREMENTS = new byte[4];

  /** The server looks through them at each cell. */
  private static final int MOST = 256;

  private Prefixes() {}

  static byte[][] of(Selection selection) {
    List<byte[]> prefixes = new ArrayList<>();
    prefixes.add(INCREMENTS);
    if (selection.from() < selection.to()) {
      int bytes = bytes(selection);
      for (long metric : selection.metrics()) {
        add(prefixes, metric, selection, bytes);
      }
    }
    return prefixes.toArray(byte[][]::new);
  }

  private static void add(List<byte[]> prefixes, long metric, Selection selection, int bytes) {
    long first = part(selection.from(), bytes);
    long last = part(selection.to() - 1, bytes);
    for (long part = first; part <= last; part++) {
      long bucket = bytes == 0 ? 0 : part << shift(bytes);
      prefixes.add(Arrays.copyOf(Columns.batch(metric, bucket), 8 + bytes));
    }
  }

  /** How many of a bucket's upper bytes: as many as give few enough prefixes. 6 are 18 hours. */
  private static int bytes(Selection selection) {
    for (int bytes = 6; bytes > 0; bytes--) {
      long parts = part(selection.to() - 1, bytes) - part(selection.from(), bytes) + 1;
      if (parts <= MOST / selection.metrics().size()) {
        return bytes;
      }
    }
    return 0;
  }

  private static long part(long bucket, int bytes) {
    return bytes == 0 ? 0 : bucket >> shift(bytes);
  }

  private static int shift(int bytes) {
    return Long.SIZE - 8 * bytes;
  }
}
