package io.dumul.core.edge;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which cells follow from an edge. One rule, for who folds mutations one by one and for who counts
 * everything anew.
 */
public final class EdgeCells {
  private EdgeCells() {}

  /** What a cell says. */
  public enum Kind {
    STATE,
    INDEX,
    COUNT,
    GROUP,
    /** Where a node stands in the order of a group. */
    RANK,
    /** What became of an event, or where an epoch ends. */
    RECEIPT
  }

  /** An entry of an index: it is there as long as the edge is live and as it is. */
  public record Entry(byte[] key, byte[] value) {}

  /**
   * What an edge adds to a count or a group.
   *
   * @param expiry how long the cell is there after its last write; null for always
   */
  public record Share(byte[] key, long value, @Nullable Duration expiry) {
    private Share plus(Share other) {
      return new Share(key, value + other.value, expiry);
    }
  }

  /** Null where this class knows nothing of such cells. */
  public static @Nullable Kind kind(EdgeCell cell) {
    return switch (cell.row().length < 6 ? 0 : cell.row()[1]) {
      case EdgeRows.STATE -> Kind.STATE;
      case EdgeRows.INDEX -> Kind.INDEX;
      case EdgeRows.COUNT -> Kind.COUNT;
      case EdgeRows.GROUP -> Kind.GROUP;
      case EdgeRows.RANK -> Kind.RANK;
      case EdgeRows.RECEIPT -> Kind.RECEIPT;
      default -> null;
    };
  }

  /** The code of the table that a cell belongs to, which is no receipt. */
  public static long table(EdgeCell cell) {
    return ByteBuffer.wrap(cell.row(), 2, Long.BYTES).getLong();
  }

  /** The partition whose events made a count or a group's cell. */
  public static int partition(EdgeCell cell) {
    byte[] column = cell.column();
    return ByteBuffer.wrap(column, column.length - Integer.BYTES, Integer.BYTES).getInt();
  }

  /** Whether anybody reads a cell of a table: what is left of a part that is gone, nobody does. */
  public static boolean isRead(EdgeTable table, EdgeCell cell) {
    Kind kind = kind(cell);
    try {
      String part = kind == null ? null : part(table, kind, cell);
      return part == null || table.has(part);
    } catch (RuntimeException e) {
      return true; // damaged, which is for others to judge
    }
  }

  /** The name of the index or group that a cell is of; null where it is of none. */
  static @Nullable String part(EdgeTable table, Kind kind, EdgeCell cell) {
    byte[] row = cell.row();
    KeyReader reader = new KeyReader(row, 3 + Long.BYTES);
    if (kind == Kind.RANK) {
      return EdgeTable.GROUP + reader.text();
    }
    if (kind != Kind.INDEX && kind != Kind.GROUP) {
      return null;
    }
    reader.value(
        table.start(row[2 + Long.BYTES] == Direction.OUT.code() ? Direction.OUT : Direction.IN));
    return (kind == Kind.INDEX ? EdgeTable.INDEX : EdgeTable.GROUP) + reader.text();
  }

  /** The partition whose list of a group a rank stands in. */
  public static int rankPartition(EdgeTable table, EdgeCell rank) {
    return Ranks.partition(table, rank.row());
  }

  /**
   * Where a sum stands in the order of its group; null where it does not.
   *
   * @param sum the key of its cell
   */
  public static @Nullable Entry rank(EdgeTable table, byte[] sum, long share) {
    byte[] key = Ranks.key(table, sum, share);
    return key == null ? null : new Entry(key, EdgeBytes.number(Ranks.floor(share)));
  }

  /** The key of the cell with the state of an edge. */
  public static byte[] state(EdgeTable table, EdgeKey edge) {
    return EdgeCell.key(EdgeRows.state(table, edge), EdgeRows.COLUMN);
  }

  /** The edge whose state a cell is. */
  public static EdgeKey edge(EdgeTable table, EdgeCell state) {
    KeyReader row = new KeyReader(state.row(), 2 + Long.BYTES);
    return table.id() == null
        ? new EdgeKey(row.value(table.source()), row.value(table.target()))
        : new EdgeKey(row.value(table.id()), null);
  }

  /** The edge that an entry of an index is of. */
  public static EdgeKey entryEdge(EdgeTable table, byte[] value) {
    return key(table, EdgeBytes.edge(value));
  }

  private static EdgeKey key(EdgeTable table, LiveEdge edge) {
    return table.isMulti() && edge.id() != null
        ? new EdgeKey(edge.id(), null)
        : new EdgeKey(edge.source(), edge.target());
  }

  public static byte[] bytes(EdgeState state) {
    return EdgeBytes.state(state);
  }

  public static EdgeState state(byte @Nullable [] bytes) {
    return EdgeBytes.state(bytes);
  }

  public static byte[] bytes(long sum) {
    return EdgeBytes.number(sum);
  }

  /** Of a cell that expires: the sum, and when it was written last in milliseconds. */
  public static byte[] bytes(long sum, long written) {
    return EdgeBytes.sum(sum, written);
  }

  /** When the cell of a group was written last; 0 where it does not say so. */
  public static long written(byte[] sum) {
    long written = EdgeBytes.written(sum);
    return written == Expiry.UNKNOWN ? 0 : written;
  }

  /** The entries of a live edge in all indexes. */
  public static List<Entry> entries(EdgeTable table, LiveEdge edge) {
    byte[] value = EdgeBytes.edge(edge);
    List<Entry> entries = new ArrayList<>();
    for (EdgeTable.Index index : table.indexes()) {
      for (Direction direction : table.kept().directions()) {
        byte[] row = EdgeRows.index(table, direction, index, edge);
        entries.add(new Entry(EdgeCell.key(row, EdgeRows.COLUMN), value));
      }
    }
    return entries;
  }

  /** What a live edge adds to counts and groups of its partition; a key may come twice. */
  public static List<Share> shares(EdgeTable table, LiveEdge edge, int partition) {
    byte[] suffix = ByteBuffer.allocate(Integer.BYTES).putInt(partition).array();
    List<Share> shares = new ArrayList<>();
    for (Direction direction : table.kept().directions()) {
      byte[] row = EdgeRows.count(table, direction, direction.node(edge));
      shares.add(new Share(EdgeCell.key(row, suffix), 1, null));
    }
    for (EdgeTable.Group group : table.groups()) {
      byte[] column = EdgeRows.join(EdgeRows.groupFields(group, edge), suffix);
      long weight = weight(group, edge);
      for (Direction direction : group.kept().directions()) {
        byte[] row = EdgeRows.group(table, direction, direction.node(edge), group);
        shares.add(new Share(EdgeCell.key(row, column), weight, group.expiry()));
      }
    }
    return shares;
  }

  /** What a change of an edge adds to counts and groups of its partition: each key once. */
  public static Collection<Share> changes(
      EdgeTable table, @Nullable LiveEdge from, @Nullable LiveEdge to, int partition) {
    if (Objects.equals(from, to)) {
      return List.of();
    }
    TreeMap<byte[], Share> changes = new TreeMap<>(Arrays::compareUnsigned);
    if (from != null) {
      for (Share share : shares(table, from, partition)) {
        Share gone = new Share(share.key(), -share.value(), share.expiry());
        changes.merge(gone.key(), gone, Share::plus);
      }
    }
    if (to != null) {
      shares(table, to, partition).forEach(share -> changes.merge(share.key(), share, Share::plus));
    }
    changes.values().removeIf(change -> change.value() == 0);
    return changes.values();
  }

  private static long weight(EdgeTable.Group group, LiveEdge edge) {
    if (group.value() == null) {
      return 1;
    }
    Object value = edge.field(group.value());
    return value == null ? 0 : (Long) value;
  }

  /** The row in which an epoch's end is marked, of a partition. */
  public static byte[] marks(int partition) {
    return EdgeRows.receipts(partition);
  }

  /**
   * The column of the mark of an epoch's end: whatever the partition's events of this epoch and
   * those before it changed has an older version than the mark, all else a newer one.
   */
  public static EdgeView.Columns mark(long epoch) {
    return one(EdgeRows.mark(epoch));
  }

  /** The column of a partition's newest receipt. */
  public static EdgeView.Columns last() {
    return one(EdgeRows.LAST);
  }

  /** The offset of the event that a receipt is of. */
  public static long offset(byte[] receipt) {
    return EdgeBytes.receipt(receipt).offset();
  }

  /** This column alone. */
  public static EdgeView.Columns one(byte[] column) {
    return new EdgeView.Columns(column, EdgeRows.join(column, new byte[1]));
  }
}
