package io.dumul.core.view;

import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Presented;
import io.dumul.core.definition.Metric;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The seam. An answer is the batch view at a publication plus the increments of every epoch after
 * the one that it covers: each accepted event is in exactly one of the two, because an epoch is
 * either covered or not.
 *
 * @param publishedEpoch the last epoch that the batch view covers; -1 for none
 * @param generation the generation whose increments count
 */
public record Merge(long publishedEpoch, int generation) {

  /**
   * One bucket, or several together.
   *
   * @param batch what the batch view says
   * @param speed what the increments add
   * @param merged both: the answer
   */
  public record Parts(Presented batch, Presented speed, Presented merged) {}

  /** The answers for each bucket of the selection that has a value. */
  public SortedMap<Long, Parts> byBucket(Metric metric, EntityView view, Selection selection) {
    return byBucket(metric, metric.aggregate(), view, selection);
  }

  /** The answer for all buckets of the selection together. */
  public Parts total(Metric metric, EntityView view, Selection selection) {
    return total(metric, metric.aggregate(), view, selection);
  }

  private <S> SortedMap<Long, Parts> byBucket(
      Metric metric, Aggregate<S> aggregate, EntityView view, Selection selection) {
    Map<Long, S> batch = new TreeMap<>();
    Map<Long, S> speed = new TreeMap<>();
    collect(metric, aggregate, view, selection, batch, speed);
    SortedMap<Long, Parts> parts = new TreeMap<>();
    batch.keySet().forEach(bucket -> parts.put(bucket, parts(aggregate, bucket, batch, speed)));
    speed
        .keySet()
        .forEach(bucket -> parts.computeIfAbsent(bucket, b -> parts(aggregate, b, batch, speed)));
    return parts;
  }

  private <S> Parts parts(
      Aggregate<S> aggregate, long bucket, Map<Long, S> batch, Map<Long, S> speed) {
    return present(
        aggregate,
        batch.getOrDefault(bucket, aggregate.empty()),
        speed.getOrDefault(bucket, aggregate.empty()));
  }

  private <S> Parts total(
      Metric metric, Aggregate<S> aggregate, EntityView view, Selection selection) {
    Map<Long, S> batch = new TreeMap<>();
    Map<Long, S> speed = new TreeMap<>();
    collect(metric, aggregate, view, selection, batch, speed);
    return present(
        aggregate,
        batch.values().stream().reduce(aggregate.empty(), aggregate::merge),
        speed.values().stream().reduce(aggregate.empty(), aggregate::merge));
  }

  /** Presents each part before the merge, which may change them. */
  private static <S> Parts present(Aggregate<S> aggregate, S batch, S speed) {
    Presented batchPart = aggregate.present(batch);
    Presented speedPart = aggregate.present(speed);
    return new Parts(batchPart, speedPart, aggregate.present(aggregate.merge(batch, speed)));
  }

  private <S> void collect(
      Metric metric,
      Aggregate<S> aggregate,
      EntityView view,
      Selection selection,
      Map<Long, S> batch,
      Map<Long, S> speed) {
    view.batch()
        .forEach(
            (slot, state) -> {
              if (slot.metric() == metric.id() && selection.holds(slot)) {
                batch.put(slot.bucket(), aggregate.decode(state));
              }
            });
    for (Increment increment : view.speed()) {
      if (increment.key().epoch() > publishedEpoch && increment.generation() == generation) {
        Partials.split(increment.partials())
            .forEach(
                (slot, state) -> {
                  if (slot.metric() == metric.id() && selection.holds(slot)) {
                    speed.merge(slot.bucket(), aggregate.decode(state), aggregate::merge);
                  }
                });
      }
    }
  }
}
