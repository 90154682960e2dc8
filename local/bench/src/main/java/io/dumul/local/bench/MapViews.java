package io.dumul.local.bench;

import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Selection;
import io.dumul.core.view.ViewStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Keeps the newest increments in a map, and nothing else of a view store. */
final class MapViews implements ViewStore {
  private final Map<Place, Increment> newest = new HashMap<>();
  private long cells;
  private long bytes;

  /** Where an increment belongs. */
  private record Place(IncrementKey key, int partition) {}

  @Override
  public synchronized CompletableFuture<Void> writeSpeed(List<Increment> increments) {
    for (Increment increment : increments) {
      newest.put(new Place(increment.key(), increment.partition()), increment);
      bytes += increment.partials().length;
    }
    cells += increments.size();
    return CompletableFuture.completedFuture(null);
  }

  synchronized Collection<Increment> increments() {
    return List.copyOf(newest.values());
  }

  synchronized String note() {
    return cells + " cells of " + bytes / Math.max(1, cells) + " bytes";
  }

  @Override
  public long writeBatch(long publication, Iterator<BatchCell> batch) {
    throw new UnsupportedOperationException("publishing");
  }

  @Override
  public CompletableFuture<EntityView> read(Entity entity, Selection selection) {
    throw new UnsupportedOperationException("reading");
  }

  @Override
  public void scanSpeed(long epoch, Consumer<Increment> consumer) {
    throw new UnsupportedOperationException("scanning");
  }

  @Override
  public long expireSpeed(long throughEpoch) {
    throw new UnsupportedOperationException("expiry");
  }

  @Override
  public void close() {}
}
