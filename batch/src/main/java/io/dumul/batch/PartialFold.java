package io.dumul.batch;

import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.Definitions;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Slot;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Folds events as far as memory goes, then gives the states it has and begins anew, so a key may
 * come several times. An event becomes no row of its own: what it contributes goes into a state at
 * once, and only states go between tasks.
 */
final class PartialFold implements Iterator<Row> {
  private final Iterator<Row> events;
  private final Definitions definitions;
  private final @Nullable ZoneId zone;
  private final long most;
  private final Map<Entity, Map<Slot, Partial<?>>> held = new HashMap<>();
  private Iterator<Row> ready = Collections.emptyIterator();
  private long weight;
  private @Nullable Entity entity;
  private Map<Slot, Partial<?>> ofEntity = new HashMap<>();

  /**
   * Reads the columns id, source, type, event_time, subject and data.
   *
   * @param zone only metrics whose buckets are in this zone; null for all
   * @param most about how many bytes states may take at a time
   */
  PartialFold(Iterator<Row> events, Definitions definitions, @Nullable ZoneId zone, long most) {
    this.events = events;
    this.definitions = definitions;
    this.zone = zone;
    this.most = most;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && events.hasNext()) {
      ready = fold();
    }
    return ready.hasNext();
  }

  @Override
  public Row next() {
    return ready.next();
  }

  private Iterator<Row> fold() {
    held.clear();
    entity = null;
    weight = 0;
    while (events.hasNext() && weight < most) {
      definitions.contributions(event(events.next()), this::add);
    }
    return held.entrySet().stream()
        .flatMap(
            each ->
                each.getValue().entrySet().stream()
                    .map(slot -> row(each.getKey(), slot.getKey(), slot.getValue())))
        .iterator();
  }

  @SuppressWarnings("ReferenceEquality") // only saves looking up the entity of the last one again
  private void add(Contribution contribution) {
    if (zone != null && !zone.equals(contribution.metric().bucketing().zone())) {
      return;
    }
    if (contribution.entity() != entity) { // those of one entity come one after the other
      entity = contribution.entity();
      ofEntity = held.computeIfAbsent(entity, key -> new HashMap<>());
    }
    Slot slot = new Slot(contribution.metric().id(), contribution.bucket());
    Partial<?> partial = ofEntity.get(slot);
    if (partial == null) {
      partial = Partial.of(contribution.metric().aggregate());
      ofEntity.put(slot, partial);
      weight += partial.weight();
    }
    weight += partial.add(contribution.observation());
  }

  private static Event event(Row row) {
    return new Event(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.<Instant>getAs(3),
        row.getString(4),
        EventJson.read(row.getString(5)));
  }

  private static Row row(Entity entity, Slot slot, Partial<?> partial) {
    return RowFactory.create(
        slot.metric(),
        entity.kind(),
        entity.keyText(),
        entity.key().size(),
        slot.bucket(),
        partial.encode());
  }
}
