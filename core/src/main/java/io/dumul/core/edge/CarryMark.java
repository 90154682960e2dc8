package io.dumul.core.edge;

import io.dumul.core.edge.EdgeStore.Versioned;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Says that a store holds what was carried into it of a partition's cells since their first. It
 * stands beside the partition's receipts, and receipts are written only where it stands: so a store
 * that was wiped meanwhile never has a receipt of cells that it lost.
 *
 * @param until the offset in the log of cells up to which they must be carried before the store
 *     holds as much as there was when this carrying began
 * @param partitions how many partitions the log has
 * @param id of this carrying; another one begins with another id
 */
public record CarryMark(int partition, boolean whole, long until, int partitions, String id) {
  private static final int HEAD = 1 + Long.BYTES + Integer.BYTES;

  /** The mark of a partition; null where it was never carried, or lost since. */
  public static CompletableFuture<@Nullable CarryMark> read(EdgeView view, int partition) {
    return view.row(EdgeRows.receipts(partition), EdgeCells.one(EdgeRows.CARRIED))
        .thenApply(cells -> cells.isEmpty() ? null : of(partition, cells.get(0).present()));
  }

  /**
   * Whether a store is filled again that was wiped: it does not hold yet what it held. Of a store
   * that has no marks nothing is known.
   */
  public static CompletableFuture<Boolean> isFilledAgain(EdgeView view) {
    return read(view, 0)
        .thenCompose(
            first -> {
              List<CompletableFuture<@Nullable CarryMark>> others = new ArrayList<>();
              for (int partition = 1; first != null && partition < first.partitions; partition++) {
                others.add(read(view, partition));
              }
              return CompletableFuture.allOf(others.toArray(CompletableFuture[]::new))
                  .thenApply(
                      done ->
                          isBehind(first)
                              || others.stream().anyMatch(other -> isBehind(other.join())));
            });
  }

  private static boolean isBehind(@Nullable CarryMark mark) {
    return mark != null && !mark.whole;
  }

  private static CarryMark of(int partition, byte[] bytes) {
    if (bytes.length < HEAD) {
      throw new IllegalArgumentException(
          "mark of partition "
              + partition
              + ": "
              + bytes.length
              + " bytes (expected: >= "
              + HEAD
              + ")");
    }
    ByteBuffer from = ByteBuffer.wrap(bytes);
    boolean whole = from.get() == 1;
    long until = from.getLong();
    int partitions = from.getInt();
    return new CarryMark(
        partition, whole, until, partitions, StandardCharsets.UTF_8.decode(from).toString());
  }

  /** The same carrying, which has come as far as it must. */
  public CarryMark done() {
    return new CarryMark(partition, true, until, partitions, id);
  }

  public EdgeCell cell() {
    byte[] who = id.getBytes(StandardCharsets.UTF_8);
    byte[] value =
        ByteBuffer.allocate(HEAD + who.length)
            .put((byte) (whole ? 1 : 0))
            .putLong(until)
            .putInt(partitions)
            .put(who)
            .array();
    return new EdgeCell(EdgeRows.receipts(partition), EdgeRows.CARRIED, value);
  }

  /**
   * Writes cells of the partition's receipts, unless this mark does not stand there.
   *
   * @return whether they were written
   */
  public CompletableFuture<Boolean> write(EdgeStore store, List<Versioned> receipts) {
    return store.writeIf(cell(), receipts);
  }
}
