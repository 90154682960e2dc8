package io.dumul.core.edge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads what became of events, which is there once all that they changed is readable. */
public final class Receipts {
  private final EdgeView view;

  public Receipts(EdgeView view) {
    this.view = view;
  }

  /**
   * How far a partition is readable: the offset of the newest event of edges whose changes are, or
   * of a barrier behind it; -1 before the first.
   */
  public CompletableFuture<Long> last(int partition) {
    return view.row(EdgeRows.receipts(partition), EdgeCells.one(EdgeRows.LAST))
        .thenApply(
            cells -> cells.isEmpty() ? -1 : EdgeBytes.receipt(cells.get(0).present()).offset());
  }

  /** What became of the events at some offsets of a partition; null where it is not known. */
  public CompletableFuture<List<@Nullable Receipt>> of(int partition, Collection<Long> offsets) {
    List<CompletableFuture<@Nullable Receipt>> reads = new ArrayList<>();
    offsets.forEach(offset -> reads.add(of(partition, offset)));
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<@Nullable Receipt> receipts = new ArrayList<>();
              reads.forEach(read -> receipts.add(read.join()));
              return receipts;
            });
  }

  private CompletableFuture<@Nullable Receipt> of(int partition, long offset) {
    return view.row(EdgeRows.receipts(partition), EdgeCells.one(EdgeRows.receipt(offset)))
        .thenApply(
            cells -> {
              Receipt found = cells.isEmpty() ? null : EdgeBytes.receipt(cells.get(0).present());
              return found != null && found.offset() == offset ? found : null;
            });
  }
}
