package io.dumul.core.seam;

import io.dumul.core.definition.Metric;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.Increment;
import io.dumul.core.view.Merge;
import io.dumul.core.view.Selection;
import io.dumul.core.view.SpeedProgress;
import io.dumul.core.view.ViewStore;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Serving: answers from a control state that it keeps for a while, or refuses. */
final class Reader {
  /** For so many steps a control state may be used. */
  static final long VALIDITY = 6;

  private final Bug bug;
  private final ViewStore views;
  private final Control control;
  private ControlState state;
  private long read;

  /**
   * @param state what the answer was made from
   * @param buckets the answer for each bucket
   */
  record Answer(ControlState state, SortedMap<Long, String> buckets) {}

  Reader(Bug bug, ViewStore views, Control control) {
    this.bug = bug;
    this.views = views;
    this.control = control;
    this.state = control.read();
  }

  /** The answer, empty where the views do not hold what is needed. */
  Optional<Answer> ask(Metric metric, Entity entity, long now) {
    if (now - read > VALIDITY && !bug.is(Bug.STALE_STATE)) {
      refresh(now);
    }
    Optional<Answer> answer = attempt(metric, entity);
    if (answer.isEmpty()) {
      refresh(now);
      answer = attempt(metric, entity);
    }
    return answer;
  }

  void refresh(long now) {
    state = control.read();
    read = now;
  }

  private Optional<Answer> attempt(Metric metric, Entity entity) {
    if (!complete(metric)) {
      return Optional.empty();
    }
    Selection all =
        new Selection(Set.of(metric.id()), Long.MIN_VALUE, Long.MAX_VALUE, state.publishedNumber());
    EntityView view = views.read(entity, all).join();
    if (!bug.is(Bug.REPLACED_NOT_CHECKED) && replaced(view)) {
      return Optional.empty();
    }
    long epoch = state.publishedEpoch() - (bug.is(Bug.MERGE_OFF_BY_ONE) ? 1 : 0);
    SortedMap<Long, String> buckets = new TreeMap<>();
    new Merge(epoch, state.generation())
        .byBucket(metric, view, all)
        .forEach((bucket, parts) -> buckets.put(bucket, parts.merged().value().toString()));
    return Optional.of(new Answer(state, buckets));
  }

  private boolean complete(Metric metric) {
    boolean expired = state.expiredThrough() > state.publishedEpoch();
    if (expired && !bug.is(Bug.EXPIRED_NOT_CHECKED)) {
      return false;
    }
    if (state.published().map(p -> !p.metrics().contains(metric.id())).orElse(false)) {
      return false;
    }
    int partitions =
        state.speed().values().stream().mapToInt(SpeedProgress::partitions).max().orElse(1);
    return state.speed().size() == partitions
        && state.speed().values().stream().allMatch(progress -> complete(metric, progress));
  }

  private boolean complete(Metric metric, SpeedProgress progress) {
    long since = progress.since().getOrDefault(metric.id(), Long.MAX_VALUE);
    return progress.generation() == state.generation()
        && (since <= state.publishedEpoch() + 1 || bug.is(Bug.SINCE_NOT_CHECKED));
  }

  private boolean replaced(EntityView view) {
    return view.speed().stream()
        .mapToInt(Increment::generation)
        .anyMatch(generation -> generation > state.generation());
  }
}
