package io.dumul.core.edge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folds the mutations of one partition of the log into cells. State, index entries, counts and
 * groups come from one transition of one edge, so they cannot drift apart. Every cell is absolute
 * and belongs to this partition alone: writing cells again, in the order of their versions, changes
 * nothing. Counts of a node are kept apart for each partition, and readers add them up.
 */
public final class EdgeFold {
  /** How many epochs keep their mark. */
  private static final int MARKS = 1_000;

  /** The cells of the partition. */
  public interface Cells {
    byte @Nullable [] get(byte[] key);

    /**
     * @param value null takes it away
     */
    void put(byte[] key, byte @Nullable [] value);

    /** Gives every cell as it is now, in any order; what is put meanwhile may be among them. */
    void each(BiConsumer<byte[], byte[]> to);

    /**
     * Gives keys in their order, byte by byte without sign.
     *
     * @param from the first
     * @param key says whether to go on
     */
    void visit(byte[] from, Predicate<byte[]> key);
  }

  /** What happened to an edge; null where readers see none. */
  public record Change(
      EdgeTable table,
      Mutation mutation,
      Receipt receipt,
      @Nullable LiveEdge before,
      @Nullable LiveEdge after) {}

  private final int partition;
  private final Cells cells;
  private @Nullable EdgeFill fill;

  public EdgeFold(int partition, Cells cells) {
    this.partition = partition;
    this.cells = cells;
  }

  /**
   * Looks for indexes and groups that tables have gained since the partition was folded last, and
   * lets mutations heed them from now on.
   */
  public void open(Collection<EdgeTable> declared) {
    fill = new EdgeFill(partition, declared, this, cells);
  }

  /**
   * Fills some of what tables have gained.
   *
   * @param most how many cells it looks at
   * @return whether nothing is left to fill
   */
  public boolean fill(int most) {
    if (fill != null) {
      fill.step(most);
    }
    return fill == null || fill.isDone();
  }

  /**
   * @param offset of the mutation's event in the log
   * @param appended when the log took it
   */
  public Change fold(EdgeTable table, Mutation mutation, long offset, Instant appended) {
    EdgeKey key = EdgeKey.of(table, mutation);
    byte[] row = EdgeCell.key(EdgeRows.state(table, key), EdgeRows.COLUMN);
    EdgeState before = EdgeBytes.state(cells.get(row));
    EdgeState after = before.after(table, mutation);
    if (!after.equals(before)) {
      cells.put(row, EdgeBytes.state(after));
    }
    LiveEdge from = before.live(table, key);
    LiveEdge to = after.live(table, key);
    derive(fill == null ? table : fill.at(table, row), from, to, appended.toEpochMilli());
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

  /**
   * Marks where an epoch ends among the writes of this partition: those of its events are older
   * than the mark, all later ones newer.
   *
   * @param offset of the barrier in the log
   */
  public void close(long epoch, long offset) {
    byte[] row = EdgeRows.receipts(partition);
    cells.put(EdgeCell.key(row, EdgeRows.mark(epoch)), EdgeBytes.number(offset));
    readable(offset);
    byte[] old = EdgeCell.key(row, EdgeRows.mark(epoch - MARKS));
    if (cells.get(old) != null) {
      cells.put(old, null);
    }
  }

  /**
   * Forgets every edge of a node, at either end, as if none of its mutations had been. It looks at
   * all cells of the partition.
   *
   * @param tables by their code; edges of others are left
   * @param node as text
   * @param event what the changes are said to come from
   * @param offset of the erasure in the log
   * @return what readers no longer see
   */
  public List<Change> erase(Map<Long, EdgeTable> tables, String node, String event, long offset) {
    Map<byte[], byte[]> states = new TreeMap<>(Arrays::compareUnsigned);
    cells.each(
        (key, value) -> {
          EdgeTable table = table(tables, EdgeCell.of(key, value));
          if (table != null && touches(table, EdgeCell.of(key, value), node)) {
            states.put(key, value);
          }
        });
    List<Change> changes = new ArrayList<>();
    states.forEach(
        (key, value) -> {
          EdgeCell cell = EdgeCell.of(key, value);
          EdgeTable table = Objects.requireNonNull(table(tables, cell));
          EdgeKey edge = EdgeCells.edge(table, cell);
          EdgeState state = EdgeBytes.state(value);
          LiveEdge live = state.live(table, edge);
          derive(
              fill == null ? table : fill.at(table, key),
              live,
              null,
              0); // no write: nothing lives longer by it
          cells.put(key, null);
          if (live != null) {
            Receipt gone = new Receipt(offset, Receipt.Outcome.DELETED);
            changes.add(new Change(table, deletion(table, edge, state, event), gone, live, null));
          }
        });
    readable(offset);
    return changes;
  }

  private static @Nullable EdgeTable table(Map<Long, EdgeTable> tables, EdgeCell cell) {
    return EdgeCells.kind(cell) == EdgeCells.Kind.STATE ? tables.get(EdgeCells.table(cell)) : null;
  }

  private static boolean touches(EdgeTable table, EdgeCell cell, String node) {
    EdgeKey edge = EdgeCells.edge(table, cell);
    if (!table.isMulti()) {
      return node.equals(String.valueOf(edge.first())) || node.equals("" + edge.second());
    }
    EdgeState state = EdgeBytes.state(cell.value());
    return Stream.of(EdgeState.SOURCE, EdgeState.TARGET)
        .map(end -> state.writes().get(end))
        .anyMatch(write -> write != null && node.equals(String.valueOf(write.value())));
  }

  private static Mutation deletion(EdgeTable table, EdgeKey edge, EdgeState state, String event) {
    return new Mutation(
        Mutation.Op.DELETE,
        state.version(),
        event,
        table.isMulti() ? edge.first() : null,
        table.isMulti() ? null : edge.first(),
        edge.second(),
        Map.of());
  }

  /** Tells who waits that all up to this offset is readable. */
  private void readable(long offset) {
    byte[] last = EdgeBytes.receipt(new Receipt(offset, Receipt.Outcome.INVALID));
    cells.put(EdgeCell.key(EdgeRows.receipts(partition), EdgeRows.LAST), last);
  }

  private void derive(EdgeTable table, @Nullable LiveEdge from, @Nullable LiveEdge to, long time) {
    if (Objects.equals(from, to)) {
      return;
    }
    Map<byte[], byte @Nullable []> entries = new TreeMap<>(Arrays::compareUnsigned);
    if (from != null) {
      EdgeCells.entries(table, from).forEach(entry -> entries.put(entry.key(), null));
    }
    if (to != null) {
      EdgeCells.entries(table, to).forEach(entry -> entries.put(entry.key(), entry.value()));
    }
    entries.forEach(cells::put);
    EdgeCells.changes(table, from, to, partition).forEach(change -> add(table, change, time));
  }

  /**
   * Derives an edge's cells in indexes and groups.
   *
   * @param gained the table with these alone
   */
  void gain(EdgeTable gained, LiveEdge edge) {
    EdgeCells.entries(gained, edge).forEach(entry -> cells.put(entry.key(), entry.value()));
    EdgeCells.changes(gained, null, edge, partition).stream()
        .filter(change -> EdgeCells.kind(EdgeCell.of(change.key(), null)) == EdgeCells.Kind.GROUP)
        .forEach(change -> add(gained, change, 0));
  }

  private void add(EdgeTable table, EdgeCells.Share change, long time) {
    byte[] bytes = cells.get(change.key());
    long before = bytes == null ? 0 : EdgeBytes.number(bytes);
    long sum = before + change.value();
    long written = bytes == null ? Expiry.UNKNOWN : EdgeBytes.written(bytes);
    boolean expired = Expiry.isOver(change.expiry(), written, time);
    long last = written == Expiry.UNKNOWN ? time : Math.max(written, time);
    byte[] next = change.expiry() == null ? EdgeBytes.number(sum) : EdgeBytes.sum(sum, last);
    cells.put(change.key(), sum == 0 ? null : next);
    Ranks.move(table, change.key(), before, sum, expired, cells);
  }
}
