package io.dumul.core.view;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Both views on the heap, for simulations; safe for many threads. */
public final class InMemoryViewStore implements ViewStore, ViewErasure {
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

  @Override
  public synchronized long forget(String text, long publication, long epoch) {
    long before = count(entities(text));
    for (Entity entity : entities(text)) {
      batch
          .getOrDefault(entity, Map.of())
          .values()
          .forEach(
              versions -> {
                Map.Entry<Long, byte[]> newest = versions.floorEntry(publication);
                if (newest != null) {
                  versions.headMap(newest.getKey(), newest.getValue().length == 0).clear();
                }
              });
      speed.getOrDefault(entity, new HashMap<>()).keySet().removeIf(p -> p.key().epoch() <= epoch);
    }
    return before - count(entities(text));
  }

  @Override
  public synchronized long count(String text) {
    Set<Entity> named = entities(text);
    named.removeIf(entity -> !entity.key().contains(text));
    return count(named);
  }

  private long count(Set<Entity> entities) {
    return entities.stream()
        .mapToLong(
            entity ->
                speed.getOrDefault(entity, Map.of()).size()
                    + batch.getOrDefault(entity, Map.of()).values().stream()
                        .mapToLong(Map::size)
                        .sum())
        .sum();
  }

  @Override
  public boolean settle() {
    return true;
  }

  private Set<Entity> entities(String text) {
    Set<Entity> found = new HashSet<>();
    batch.forEach(
        (entity, slots) -> {
          if (slots.values().stream()
              .flatMap(versions -> versions.values().stream())
              .anyMatch(state -> has(state, text))) {
            found.add(entity);
          }
        });
    speed.forEach(
        (entity, cells) -> {
          if (cells.values().stream().anyMatch(cell -> has(cell.partials(), text))) {
            found.add(entity);
          }
        });
    Stream.concat(batch.keySet().stream(), speed.keySet().stream())
        .filter(entity -> entity.key().contains(text))
        .forEach(found::add);
    return found;
  }

  private static boolean has(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
  }

  private long count() {
    return speed.values().stream().mapToLong(Map::size).sum();
  }

  @Override
  public void close() {}
}
