package io.dumul.core.edge;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where cells of edges are kept for readers. */
public interface EdgeStore extends EdgeView {
  /**
   * A cell, or that it is gone.
   *
   * @param version grows with every write of the cell; what has an older one means nothing
   */
  record Versioned(EdgeCell cell, long version) {}

  /** Keeps nothing: for who has no tables of edges. */
  static EdgeStore nowhere() {
    return new EdgeStore() {
      @Override
      public CompletableFuture<Void> write(List<Versioned> cells) {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletableFuture<Boolean> writeIf(EdgeCell there, List<Versioned> cells) {
        return CompletableFuture.completedFuture(true);
      }

      @Override
      public CompletableFuture<List<EdgeCell>> row(byte[] row, Columns columns) {
        return CompletableFuture.completedFuture(List.of());
      }

      @Override
      public CompletableFuture<List<EdgeCell>> scan(byte[] from, byte[] to, int limit) {
        return CompletableFuture.completedFuture(List.of());
      }
    };
  }

  /** Writes cells; done when all are readable. It may be repeated. */
  CompletableFuture<Void> write(List<Versioned> cells);

  /**
   * Writes cells of one row at once, if another cell stands in that row with this value. It may be
   * repeated.
   *
   * @return whether it does; if not, nothing was written
   */
  CompletableFuture<Boolean> writeIf(EdgeCell there, List<Versioned> cells);
}
