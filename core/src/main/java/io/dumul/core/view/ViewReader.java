package io.dumul.core.view;

import java.util.concurrent.CompletableFuture;

/** Reads rows that hold both views. */
@FunctionalInterface
public interface ViewReader {

  /** Reads one row at one moment: nothing of a concurrent write to it is half seen. */
  CompletableFuture<EntityView> read(Entity entity, Selection selection);
}
