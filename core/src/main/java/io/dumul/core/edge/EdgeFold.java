package io.dumul.core.edge;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds the mutations of one partition of the log into cells. State, index entries, counts and
 * groups come from one transition of one edge, so they cannot drift apart. Every cell is absolute
 * and belongs to this partition alone: writing cells again, in the order of their versions, changes
 * nothing. Counts of a node are kept apart for each partition, and readers add them up.
 */
public final class EdgeFold {

  /** The cells of the partition. */
  public interface Cells {
    byte @Nullable [] get(byte[] key);

    /**
     * @param value null takes it away
     */
    void put(byte[] key, byte @Nullable [] value);
  }

  /** What happened to an edge; null where readers see none. */
  public record Change(
      EdgeTable table,
      Mutation mutation,
      Receipt receipt,
      @Nullable LiveEdge before,
      @Nullable LiveEdge after) {}

  private final int partition;
  private final byte[] suffix;
  private final Cells cells;

  public EdgeFold(int partition, Cells cells) {
    this.partition = partition;
    this.suffix = ByteBuffer.allocate(4).putInt(partition).array();
    this.cells = cells;
  }

  /**
   * @param offset of the mutation's event in the log
   */
  public Change fold(EdgeTable table, Mutation mutation, long offset) {
    EdgeKey key = EdgeKey.of(table, mutation);
    byte[] row = EdgeCell.key(EdgeRows.state(table, key), EdgeRows.COLUMN);
    EdgeState before = EdgeBytes.state(cells.get(row));
    EdgeState after = before.after(table, mutation);
    if (!after.equals(before)) {
      cells.put(row, EdgeBytes.state(after));
    }
    LiveEdge from = before.live(table, key);
    LiveEdge to = after.live(table, key);
    derive(table, from, to);
    Receipt receipt = new Receipt(offset, Receipt.outcome(before, after));
    write(receipt);
    return new Change(table, mutation, receipt, from, to);
  }

  /** Says what became of an event of edges; alone, of one that changes nothing. */
  public void write(Receipt receipt) {
    byte[] row = EdgeRows.receipts(partition);
    byte[] value = EdgeBytes.receipt(receipt);
    cells.put(EdgeCell.key(row, EdgeRows.receipt(receipt.offset())), value);
    cells.put(EdgeCell.key(row, EdgeRows.LAST), value);
  }

  private void derive(EdgeTable table, @Nullable LiveEdge from, @Nullable LiveEdge to) {
    if (Objects.equals(from, to)) {
      return;
    }
    Map<byte[], byte @Nullable []> entries = new TreeMap<>(Arrays::compareUnsigned);
    Map<byte[], Long> sums = new TreeMap<>(Arrays::compareUnsigned);
    if (from != null) {
      entries(table, from, null, entries);
      sums(table, from, -1, sums);
    }
    if (to != null) {
      entries(table, to, EdgeBytes.edge(to), entries);
      sums(table, to, 1, sums);
    }
    entries.forEach(cells::put);
    sums.forEach((key, change) -> add(table, key, change));
  }

  private static void entries(
      EdgeTable table,
      LiveEdge edge,
      byte @Nullable [] value,
      Map<byte[], byte @Nullable []> entries) {
    for (EdgeTable.Index index : table.indexes()) {
      for (Direction direction : table.kept().directions()) {
        byte[] row = EdgeRows.index(table, direction, index, edge);
        entries.put(EdgeCell.key(row, EdgeRows.COLUMN), value);
      }
    }
  }

  private void sums(EdgeTable table, LiveEdge edge, long sign, Map<byte[], Long> sums) {
    for (Direction direction : table.kept().directions()) {
      byte[] row = EdgeRows.count(table, direction, direction.node(edge));
      sum(row, suffix, sign, sums);
    }
    for (EdgeTable.Group group : table.groups()) {
      byte[] column = EdgeRows.join(EdgeRows.groupFields(group, edge), suffix);
      long weight = sign * weight(group, edge);
      for (Direction direction : group.kept().directions()) {
        sum(EdgeRows.group(table, direction, direction.node(edge), group), column, weight, sums);
      }
    }
  }

  private static long weight(EdgeTable.Group group, LiveEdge edge) {
    if (group.value() == null) {
      return 1;
    }
    Object value = edge.field(group.value());
    return value == null ? 0 : (Long) value;
  }

  private static void sum(byte[] row, byte[] column, long change, Map<byte[], Long> sums) {
    sums.merge(EdgeCell.key(row, column), change, Long::sum);
  }

  private void add(EdgeTable table, byte[] key, long change) {
    if (change != 0) {
      byte[] bytes = cells.get(key);
      long before = bytes == null ? 0 : EdgeBytes.number(bytes);
      long sum = before + change;
      cells.put(key, sum == 0 ? null : EdgeBytes.number(sum));
      Ranks.move(table, key, before, sum, cells);
    }
  }
}
