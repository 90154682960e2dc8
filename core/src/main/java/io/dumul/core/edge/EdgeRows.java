package io.dumul.core.edge;

import io.dumul.core.view.RowSalt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of edges stands. A row begins with a salt (1), so that rows spread, the kind of
 * row (1) and the table (8). Then:
 *
 * <ul>
 *   <li>state: source and target, or the id. One column, empty.
 *   <li>index: direction (1), start node, index, then the fields and the other node, or the id. One
 *       column, empty. All of a node and index have one salt, so they stand together in order.
 *   <li>count: direction (1), node. A column for each partition of the log.
 *   <li>group: direction (1), node, group. Column: the fields, then the partition.
 *   <li>rank: direction (1), group, the fields, the partition, the share of the group's sum from
 *       the greatest down, node. One column, empty. See {@link Ranks}.
 *   <li>history: as state. A column for each change: the offset of its event (8), a number (1).
 *   <li>receipts: the partition, without table. Column: the offset's last 16 bits; {@link #LAST};
 *       the marks of epochs; {@link #FILL}; {@link #CARRIED}; and {@link #THROUGH} and {@link
 *       #SWITCHED}, in partition 0.
 * </ul>
 */
final class EdgeRows {
  static final byte[] COLUMN = {};

  /** The column of the newest receipt of a partition. */
  static final byte[] LAST = {'p'};

  /** The column of the last epoch whose changes are in the history. */
  static final byte[] THROUGH = {'h'};

  /** The column that says how far the parts of tables are filled in the partition. */
  static final byte[] FILL = {'f'};

  /** The column of {@link CarryMark}. */
  static final byte[] CARRIED = {'w'};

  /** The column of the parts that were switched to be readable. */
  static final byte[] SWITCHED = {'y'};

  private static final byte HISTORY = 'h';
  static final byte STATE = 's';
  static final byte INDEX = 'i';
  static final byte COUNT = 'c';
  static final byte GROUP = 'g';
  static final byte RANK = 't';
  static final byte RECEIPT = 'r';

  private EdgeRows() {}

  static byte[] state(EdgeTable table, EdgeKey key) {
    return edge(STATE, table, key);
  }

  /** Of the edge that has this row of its state. */
  static byte[] history(byte[] state) {
    byte[] row = state.clone();
    row[1] = HISTORY;
    return RowSalt.set(row);
  }

  static byte[] history(EdgeTable table, EdgeKey key) {
    return edge(HISTORY, table, key);
  }

  private static byte[] edge(byte kind, EdgeTable table, EdgeKey key) {
    KeyBytes row = begin(kind, table);
    row.value(table.id() == null ? table.source() : table.id(), key.first(), Order.ASC);
    if (key.second() != null) {
      row.value(table.target(), key.second(), Order.ASC);
    }
    return RowSalt.set(row.done());
  }

  /** What all entries of a node in an index begin with. */
  static byte[] indexStart(
      EdgeTable table, Direction direction, Object node, EdgeTable.Index index) {
    return RowSalt.set(
        begin(INDEX, table)
            .octet(direction.code())
            .value(table.start(direction), node, Order.ASC)
            .text(utf8(index.name()))
            .done());
  }

  static byte[] index(EdgeTable table, Direction direction, EdgeTable.Index index, LiveEdge edge) {
    KeyBytes row = new KeyBytes();
    row.all(indexStart(table, direction, direction.node(edge), index));
    for (EdgeTable.Index.Field field : index.fields()) {
      row.value(field.kind(), edge.field(field.name()), field.order());
    }
    Direction other = direction == Direction.OUT ? Direction.IN : Direction.OUT;
    return table.id() == null
        ? row.value(table.start(other), other.node(edge), Order.ASC).done()
        : row.value(table.id(), edge.id(), Order.ASC).done();
  }

  static byte[] count(EdgeTable table, Direction direction, Object node) {
    return RowSalt.set(
        begin(COUNT, table)
            .octet(direction.code())
            .value(table.start(direction), node, Order.ASC)
            .done());
  }

  static byte[] group(EdgeTable table, Direction direction, Object node, EdgeTable.Group group) {
    return RowSalt.set(
        begin(GROUP, table)
            .octet(direction.code())
            .value(table.start(direction), node, Order.ASC)
            .text(utf8(group.name()))
            .done());
  }

  /** What all lists of a group's nodes begin with; then the fields and the partition. */
  static byte[] ranks(EdgeTable table, Direction direction, EdgeTable.Group group) {
    return RowSalt.set(begin(RANK, table).octet(direction.code()).text(utf8(group.name())).done());
  }

  /** The fields of a group that an edge falls into. */
  static byte[] groupFields(EdgeTable.Group group, LiveEdge edge) {
    KeyBytes column = new KeyBytes();
    for (EdgeTable.GroupField field : group.fields()) {
      column.value(field.labelKind(), field.of(edge), Order.ASC);
    }
    return column.done();
  }

  static byte[] receipts(int partition) {
    return RowSalt.set(ByteBuffer.allocate(6).put((byte) 0).put(RECEIPT).putInt(partition).array());
  }

  static byte[] receipt(long offset) {
    return ByteBuffer.allocate(2).putShort((short) offset).array();
  }

  /** The column of the mark of an epoch's end. */
  static byte[] mark(long epoch) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) 'e').putLong(epoch).array();
  }

  private static KeyBytes begin(byte kind, EdgeTable table) {
    return new KeyBytes().octet(0).octet(kind).number(table.code());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The columns whose name begins with these bytes. */
  static EdgeView.Columns beginningWith(byte[] prefix) {
    return new EdgeView.Columns(prefix, prefix.length == 0 ? null : KeyBytes.behind(prefix));
  }

  static byte[] join(byte[] one, byte[] @Nullable ... more) {
    KeyBytes all = new KeyBytes().all(one);
    for (byte[] next : more) {
      all.all(next);
    }
    return all.done();
  }
}
