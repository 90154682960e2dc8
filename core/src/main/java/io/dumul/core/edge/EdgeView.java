package io.dumul.core.edge;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where cells of edges are read. Bytes are in the order without sign. */
public interface EdgeView {
  /**
   * A span of columns.
   *
   * @param from the first
   * @param to the first that does not belong to it; null for all behind
   */
  record Columns(byte[] from, byte @Nullable [] to) {
    /** Every column of a row. */
    public static final Columns ALL = new Columns(new byte[0], null);
  }

  /** The cells of one row, in the order of columns; none where there is no such row. */
  CompletableFuture<List<EdgeCell>> row(byte[] row, Columns columns);

  /** The first cells of the rows from one up to another, which does not belong to them. */
  CompletableFuture<List<EdgeCell>> scan(byte[] from, byte[] to, int limit);
}
