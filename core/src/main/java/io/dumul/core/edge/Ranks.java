package io.dumul.core.edge;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in the order of a group's sums, for who asks which have the most. Each partition has a list
 * of its own for each value of the group's fields, ordered by the partition's share of the sum, and
 * of that only the first four bits: so a node moves some dozen times on its way to a million, not a
 * million times. A share of zero or less is in no list.
 */
final class Ranks {
  private static final int BITS = 4;

  /** Where the node stands in the row of a group: behind salt, kind, table and direction. */
  private static final int NODE = 3 + Long.BYTES;

  private Ranks() {}

  /** The first four bits of a positive number. */
  static long floor(long share) {
    int dropped = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(share) - BITS);
    return share >>> dropped << dropped;
  }

  /** The largest number that has these first bits. */
  static long most(long floor) {
    int dropped = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(floor) - BITS);
    return floor + (1L << dropped) - 1;
  }

  /** The greatest comes first. */
  private static byte[] order(long floor) {
    return new KeyBytes().number(~floor).done();
  }

  /**
   * Changes the cells where a share changes.
   *
   * @param sum the key of the cell with the share; nothing is done where that is no ranked group's
   * @param anew whether readers may have lost the cell that stays
   */
  static void move(
      EdgeTable table, byte[] sum, long from, long to, boolean anew, EdgeFold.Cells cells) {
    byte[] old = key(table, sum, from);
    byte[] next = key(table, sum, to);
    if (Arrays.equals(old, next)) {
      if (!anew) {
        return;
      }
    } else if (old != null) {
      cells.put(old, null);
    }
    if (next != null) {
      cells.put(next, EdgeBytes.number(floor(to)));
    }
  }

  /** The partition whose list a row is of. */
  static int partition(EdgeTable table, byte[] row) {
    KeyReader reader = new KeyReader(row, NODE);
    EdgeTable.Group group = table.group(reader.text());
    if (group == null) {
      throw new IllegalArgumentException("rank: of no group");
    }
    group.fields().forEach(field -> reader.maybe(field.labelKind()));
    return reader.partition();
  }

  /**
   * The key of the cell that a share leads to; null where it leads to none.
   *
   * @param sum the key of the cell with the share
   */
  static byte @Nullable [] key(EdgeTable table, byte[] sum, long share) {
    EdgeCell cell = EdgeCell.of(sum, null);
    byte[] row = cell.row();
    if (share <= 0 || row[1] != EdgeRows.GROUP) {
      return null;
    }
    Direction direction = row[NODE - 1] == Direction.OUT.code() ? Direction.OUT : Direction.IN;
    KeyReader reader = new KeyReader(row, NODE);
    reader.value(table.start(direction));
    byte[] node = Arrays.copyOfRange(row, NODE, reader.position());
    EdgeTable.Group group = table.group(reader.text());
    if (group == null || !group.ranked()) {
      return null;
    }
    byte[] list = EdgeRows.ranks(table, direction, group);
    byte[] at = EdgeRows.join(list, cell.column(), order(floor(share)), node);
    return EdgeCell.key(at, EdgeRows.COLUMN);
  }
}
