package io.dumul.serving;

import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.event.Event;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Control;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Partials;
import io.dumul.core.view.Published;
import io.dumul.core.view.SpeedProgress;
import io.dumul.core.view.ViewStore;
import io.dumul.serving.http.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Stands for batch and speed: folds accepted events into both views. */
final class Layers {

  /** An accepted event and where it stands. */
  record Logged(Event event, int partition, long epoch) {}

  /** The place of an increment. */
  private record Place(IncrementKey key, int partition) {}

  private final Definitions definitions;
  private final ViewStore views;
  private final Control control;
  private final int partitions;

  Layers(Definitions definitions, ViewStore views, Control control, int partitions) {
    this.definitions = definitions;
    this.views = views;
    this.control = control;
    this.partitions = partitions;
  }

  static Event order(
      String id, String user, String store, String dish, String total, Instant time) {
    return new Event(
        id,
        "/test",
        "order",
        time,
        user,
        Json.object().put("store", store).put("dish", dish).put("total", new BigDecimal(total)));
  }

  /** Writes the increments of these events, and says that the speed view has come so far. */
  void speed(List<Logged> log, int generation, long openEpoch) {
    increments(log, generation);
    for (int partition = 0; partition < partitions; partition++) {
      report(partition, generation, openEpoch);
    }
  }

  void increments(List<Logged> log, int generation) {
    Map<Place, Partials> folded = new HashMap<>();
    for (Logged logged : log) {
      definitions.contributions(
          logged.event(),
          contribution ->
              folded
                  .computeIfAbsent(place(logged, contribution), p -> new Partials())
                  .add(contribution));
    }
    List<Increment> increments = new ArrayList<>();
    folded.forEach(
        (place, partials) ->
            increments.add(
                new Increment(
                    place.key(),
                    place.partition(),
                    Increment.version(generation, 7),
                    partials.encode())));
    views.writeSpeed(increments).join();
  }

  private static Place place(Logged logged, Contribution contribution) {
    int day = contribution.day();
    return new Place(
        new IncrementKey(logged.epoch(), contribution.entity(), day), logged.partition());
  }

  void report(int partition, int generation, long openEpoch) {
    Map<Long, Long> since =
        definitions.metrics().stream().collect(Collectors.toMap(Metric::id, metric -> 0L));
    control.report(
        new SpeedProgress(
            partition,
            partitions,
            generation,
            100 + openEpoch,
            Instant.parse("2026-03-10T03:29:0" + partition + "Z"),
            openEpoch,
            Map.of(),
            since,
            definitions.hash()));
  }

  /** Publishes what these events say up to and including an epoch. Returns the number. */
  long publish(List<Logged> log, long epoch) {
    Set<Long> all = definitions.metrics().stream().map(Metric::id).collect(Collectors.toSet());
    return publish(log, epoch, all);
  }

  long publish(List<Logged> log, long epoch, Set<Long> metrics) {
    long base = control.read().publishedNumber();
    Attempt attempt =
        control.begin(
            base + 1,
            number ->
                new Attempt(
                    new Published(
                        number,
                        epoch,
                        Instant.parse("2026-03-10T03:20:00Z"),
                        Long.MAX_VALUE,
                        metrics),
                    base,
                    Set.of()));
    long number = attempt.publication().number();
    List<BatchCell> cells = new ArrayList<>();
    Map<Entity, Partials> folded = new HashMap<>();
    log.stream()
        .filter(logged -> logged.epoch() <= epoch)
        .forEach(logged -> definitions.contributions(logged.event(), into(folded)));
    folded.forEach(
        (entity, partials) ->
            Partials.split(partials.encode())
                .forEach((slot, state) -> cells.add(new BatchCell(entity, slot, state))));
    views.writeBatch(number, cells.iterator());
    if (!control.publish(base, number)) {
      throw new IllegalStateException("somebody else published");
    }
    return number;
  }

  private static Consumer<Contribution> into(Map<Entity, Partials> folded) {
    return contribution ->
        folded.computeIfAbsent(contribution.entity(), e -> new Partials()).add(contribution);
  }
}
