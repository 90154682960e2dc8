package io.dumul.core.view;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Both views on the heap, for simulations; safe for many threads. */
public final class InMemoryViewStore implements ViewStore {
  /** The place of an increment: where a newer version replaces an older one. */
  private record Place(IncrementKey key, int partition) {}

  private static final Comparator<Increment> ORDER =
      Comparator.comparingLong((Increment increment) -> increment.key().epoch())
          .thenComparingInt(increment -> increment.key().day())
          .thenComparingInt(Increment::partition);

  private final Map<Entity, Map<Slot, NavigableMap<Long, byte[]>>> batch = new HashMap<>();
  private final Map<Entity, Map<Place, Increment>> speed = new HashMap<>();

  @Override
  public synchronized CompletableFuture<Void> writeSpeed(List<Increment> increments) {
    for (Increment increment : increments) {
      speed
          .computeIfAbsent(increment.key().entity(), entity -> new HashMap<>())
          .merge(
              new Place(increment.key(), increment.partition()),
              increment,
              (old, written) -> written.version() < old.version() ? old : written);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized long writeBatch(long publication, Iterator<BatchCell> cells) {
    long count = 0;
    while (cells.hasNext()) {
      BatchCell cell = cells.next();
      batch
          .computeIfAbsent(cell.entity(), entity -> new TreeMap<>())
          .computeIfAbsent(cell.slot(), slot -> new TreeMap<>())
          .put(publication, cell.state());
      count++;
    }
    return count;
  }

  @Override
  public synchronized CompletableFuture<EntityView> read(Entity entity, Selection selection) {
    Map<Slot, byte[]> states = new TreeMap<>();
    batch
        .getOrDefault(entity, Map.of())
        .forEach(
            (slot, versions) -> {
              Map.Entry<Long, byte[]> newest = versions.floorEntry(selection.publication());
              if (selection.holds(slot) && newest != null && newest.getValue().length > 0) {
                states.put(slot, newest.getValue());
              }
            });
    List<Increment> increments =
        speed.getOrDefault(entity, Map.of()).values().stream()
            .filter(increment -> selection.reaches(increment.key().day()))
            .sorted(ORDER)
            .toList();
    return CompletableFuture.completedFuture(new EntityView(entity, states, increments));
  }

  @Override
  public void scanSpeed(long epoch, Consumer<Increment> consumer) {
    List<Increment> found;
    synchronized (this) {
      found =
          speed.values().stream()
              .flatMap(row -> row.values().stream())
              .filter(increment -> increment.key().epoch() == epoch)
              .toList();
    }
    found.forEach(consumer);
  }

  @Override
  public synchronized long expireSpeed(long throughEpoch) {
    long before = count();
    speed.values().forEach(row -> row.keySet().removeIf(p -> p.key().epoch() <= throughEpoch));
    return before - count();
  }

  private long count() {
    return speed.values().stream().mapToLong(Map::size).sum();
  }

  @Override
  public void close() {}
}
