package io.dumul.serving;

import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.Selection;
import io.dumul.core.view.ViewReader;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** Lets something happen just before a row is read. */
final class HookedViews implements ViewReader {
  private final ViewReader views;
  private final IntFunction<CompletableFuture<Void>> before;
  private int reads;

  /**
   * @param before what happens before the read of this number, from 0; the read waits for it
   */
  HookedViews(ViewReader views, IntFunction<CompletableFuture<Void>> before) {
    this.views = views;
    this.before = before;
  }

  @Override
  public CompletableFuture<EntityView> read(Entity entity, Selection selection) {
    return before.apply(reads++).thenCompose(nothing -> views.read(entity, selection));
  }
}
