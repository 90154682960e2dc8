package io.dumul.core.edge;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where {@link CreatedTables} are kept, for the processes that serve them. Nobody else needs it:
 * mutations bring their tables along.
 */
public interface TableRegistry {
  /** What is kept; null where nothing was kept yet. */
  CompletableFuture<byte @Nullable []> read();

  /**
   * Keeps something where nobody else has kept anything since.
   *
   * @param old what was read
   * @return whether it is kept
   */
  CompletableFuture<Boolean> replace(byte @Nullable [] old, byte[] next);

  /** Keeps it in memory, for tests and for who keeps no tables. */
  static TableRegistry inMemory() {
    return new TableRegistry() {
      private byte @Nullable [] kept;

      @Override
      public synchronized CompletableFuture<byte @Nullable []> read() {
        return CompletableFuture.completedFuture(kept);
      }

      @Override
      public synchronized CompletableFuture<Boolean> replace(byte @Nullable [] old, byte[] next) {
        boolean same = Arrays.equals(old, kept);
        kept = same ? next : kept;
        return CompletableFuture.completedFuture(same);
      }
    };
  }
}
