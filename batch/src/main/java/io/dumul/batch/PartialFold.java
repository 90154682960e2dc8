package io.dumul.batch;

import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.Definitions;
import io.dumul.core.event.Event;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Slot;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Folds events as far as memory goes, then gives the states it has and begins anew, so a key may
 * come several times. An event becomes no row of its own: what it contributes goes into a state at
 * once, and only states go between tasks.
 */
final class PartialFold implements Iterator<Row> {
  private final Iterator<Row> rows;
  private final Function<Row, Event> event;
  private final Definitions definitions;
  private final @Nullable ZoneId zone;
  private final long most;
  private final Map<Entity, Map<Slot, Partial<?>>> held = new HashMap<>();
  private Iterator<Row> ready = Collections.emptyIterator();
  private long weight;
  private @Nullable Entity entity;
  private Map<Slot, Partial<?>> ofEntity = new HashMap<>();

  /**
   * @param event reads the event of a row
   * @param zone only metrics whose buckets are in this zone; null for all
   * @param most about how many bytes states may take at a time
   */
  PartialFold(
      Iterator<Row> rows,
      Function<Row, Event> event,
      Definitions definitions,
      @Nullable ZoneId zone,
      long most) {
    this.rows = rows;
    this.event = event;
    this.definitions = definitions;
    this.zone = zone;
    this.most = most;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && rows.hasNext()) {
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
    while (rows.hasNext() && weight < most) {
      definitions.contributions(event.apply(rows.next()), this::add);
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
