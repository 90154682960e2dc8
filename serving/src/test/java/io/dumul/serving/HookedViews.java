package io.dumul.serving;

import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.Increment;
import io.dumul.core.view.Selection;
import io.dumul.core.view.ViewStore;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Lets something happen just before a row is read. */
final class HookedViews implements ViewStore {
  private final ViewStore views;
  private final IntFunction<CompletableFuture<Void>> before;
  private int reads;

  /**
   * @param before what happens before the read of this number, from 0; the read waits for it
   */
  HookedViews(ViewStore views, IntFunction<CompletableFuture<Void>> before) {
    this.views = views;
    this.before = before;
  }

  @Override
  public CompletableFuture<EntityView> read(Entity entity, Selection selection) {
    return before.apply(reads++).thenCompose(nothing -> views.read(entity, selection));
  }

  @Override
  public CompletableFuture<Void> writeSpeed(List<Increment> increments) {
    return views.writeSpeed(increments);
  }

  @Override
  public long writeBatch(long publication, Iterator<BatchCell> cells) {
    return views.writeBatch(publication, cells);
  }

  @Override
  public void scanSpeed(long epoch, Consumer<Increment> consumer) {
    views.scanSpeed(epoch, consumer);
  }

  @Override
  public long expireSpeed(long throughEpoch) {
    return views.expireSpeed(throughEpoch);
  }

  @Override
  public void close() {
    views.close();
  }
}
