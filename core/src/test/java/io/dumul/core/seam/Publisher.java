package io.dumul.core.seam;

import io.dumul.core.definition.LocalDay;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.PublishPlan;
import io.dumul.core.view.Published;
import io.dumul.core.view.ViewStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One process that publishes one snapshot, a few cells at a time; it may stop for ever anywhere.
 */
final class Publisher {
  private final Random random;
  private final Bug bug;
  private final Lake lake;
  private final ViewStore views;
  private final Control control;
  private final Lake.Snapshot snapshot;
  private final PublishPlan plan;
  private final long number;
  private final List<BatchCell> cells;
  private int written;
  private boolean ended;

  Publisher(
      Random random, Bug bug, Lake lake, ViewStore views, Control control, Lake.Snapshot snapshot) {
    this.random = random;
    this.bug = bug;
    this.lake = lake;
    this.views = views;
    this.control = control;
    this.snapshot = snapshot;
    PublishPlan.Begun begun = begin();
    this.plan = begun.plan();
    this.number = begun.attempt().publication().number();
    this.cells = cells();
  }

  private PublishPlan.Begun begin() {
    PublishPlan.Begun begun = PublishPlan.begin(control, 0, this::publication, this::changed);
    if (!bug.is(Bug.ABANDONED_NOT_REWRITTEN)) {
      return begun;
    }
    PublishPlan plan = begun.plan();
    PublishPlan blind = new PublishPlan(plan.published(), List.of(), plan.changed());
    return new PublishPlan.Begun(blind, begun.attempt());
  }

  private Published publication(long number) {
    Set<Long> metrics = new HashSet<>();
    Domain.DEFINITIONS.metrics().forEach(metric -> metrics.add(metric.id()));
    return new Published(number, snapshot.epoch(), snapshot.closing(), snapshot.id(), metrics);
  }

  /** The days that were written in another snapshot than the base's. */
  private Set<LocalDay> changed(Optional<Published> base) {
    Map<LocalDay, Lake.Day> before = base.map(this::days).orElse(Map.of());
    Set<LocalDay> changed = new HashSet<>();
    snapshot
        .days()
        .forEach(
            (day, values) -> {
              Lake.Day old = before.get(day);
              if (old == null || old.written() != values.written()) {
                changed.add(day);
              }
            });
    return changed;
  }

  private Map<LocalDay, Lake.Day> days(Published publication) {
    return lake.snapshot(publication.snapshot()).days();
  }

  private List<BatchCell> cells() {
    List<BatchCell> cells = new ArrayList<>();
    Set<LocalDay> days = new TreeSet<>(Comparator.comparing(LocalDay::toString));
    days.addAll(plan.days());
    for (LocalDay day : days) {
      for (Lake.Place place : places(day)) {
        byte[] before = plan.published().map(base -> value(base, day, place)).orElse(null);
        plan.cell(day, before, snapshot.get(day, place))
            .filter(state -> state.length > 0 || !bug.is(Bug.EMPTY_NOT_WRITTEN))
            .ifPresent(state -> cells.add(new BatchCell(place.entity(), place.slot(), state)));
      }
    }
    Collections.shuffle(cells, random);
    return cells;
  }

  private byte @Nullable [] value(Published base, LocalDay day, Lake.Place place) {
    return lake.snapshot(base.snapshot()).get(day, place);
  }

  /** Every place of the day in the new snapshot and in those that the plan names. */
  private List<Lake.Place> places(LocalDay day) {
    Set<Lake.Place> places = new HashSet<>();
    for (Lake.Snapshot each : snapshots()) {
      Lake.Day found = each.days().get(day);
      if (found != null) {
        places.addAll(found.cells().keySet());
      }
    }
    return places.stream().sorted(Comparator.comparing(Lake.Place::toString)).toList();
  }

  private List<Lake.Snapshot> snapshots() {
    List<Lake.Snapshot> all = new ArrayList<>(List.of(snapshot));
    plan.snapshots().forEach(id -> all.add(lake.snapshot(id)));
    return all;
  }

  /** Writes some cells; after the last one it moves the pointer. */
  void step() {
    int to = Math.min(cells.size(), written + random.nextInt(30));
    views.writeBatch(number, cells.subList(written, to).iterator());
    written = to;
    if (written == cells.size()) {
      publish();
      ended = true;
    }
  }

  /** Moves the pointer, unless others did or its attempt is forgotten by now. */
  private void publish() {
    boolean known =
        control.read().attempts().stream().anyMatch(a -> a.publication().number() == number);
    if (known) {
      control.publish(plan.base(), number);
    }
  }

  boolean ended() {
    return ended;
  }

  /** Runs to its end without a fault. */
  void finish() {
    while (!ended) {
      step();
    }
  }

  /** How many attempts stand above the published one. */
  static long waiting(ControlState state) {
    return state.attempts().stream()
        .map(Attempt::publication)
        .filter(publication -> publication.number() > state.publishedNumber())
        .count();
  }
}
