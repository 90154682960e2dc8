package io.dumul.batch;

import io.dumul.batch.lake.DayMarks;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Publications;
import io.dumul.core.definition.LocalDay;
import io.dumul.core.definition.Metric;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.PublishPlan;
import io.dumul.core.view.Published;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Writes the batch view and moves the pointer. Under its number go the cells that differ from the
 * published view, and all cells of days that an abandoned attempt may have written: such an attempt
 * left cells under a number between the two, which readers of this one would see.
 */
final class Publish {
  private final Batch batch;
  private final Control control;
  private final Table aggregates;

  private Publish(Batch batch, Control control) {
    this.batch = batch;
    this.control = control;
    this.aggregates = batch.lake().table(LakeTable.AGGREGATES);
  }

  /**
   * What was done.
   *
   * @param cells how many cells were written
   */
  record Result(
      long number, long epoch, Instant closing, long snapshot, long cells, String message) {
    static Result of(Published published, long cells, String message) {
      return new Result(
          published.number(),
          published.epoch(),
          published.closing(),
          published.snapshot(),
          cells,
          message);
    }
  }

  /**
   * Publishes what is recomputed.
   *
   * @param full writes every cell, as when the views were lost
   */
  static Result run(Batch batch, boolean full) {
    batch.lake().create();
    try (Control control = batch.stores().control()) {
      return new Publish(batch, control).run(full);
    }
  }

  private Result run(boolean full) {
    ControlState state = control.read();
    Recompute recompute = Recompute.of(batch);
    checkRecomputed(recompute.stale());
    AuditRows.refuseFailed(batch, state.publishedEpoch(), recompute.epoch());
    Snapshot snapshot = aggregates.currentSnapshot();
    if (snapshot == null) {
      throw new RefusedException("aggregates: empty (expected: recomputed days; run recompute)");
    }
    if (!full && unchanged(state, recompute.epoch())) {
      state.published().ifPresent(now -> new Publications(batch.lake()).done(now.number()));
      return Result.of(state.published().orElseThrow(), 0, "already published");
    }
    return publish(begin(recompute.epoch(), snapshot.snapshotId(), full), full);
  }

  private Result publish(PublishPlan.Begun begun, boolean full) {
    Attempt attempt = begun.attempt();
    Published publication = attempt.publication();
    batch.passed("publish.after-begin");
    Publications publications = new Publications(batch.lake());
    publications.begin(publication.number(), publication.snapshot());
    PublishPlan plan = begun.plan();
    batch.progress("publishing " + publication.number() + ": " + plan.days().size() + " days");
    long cells = write(publication, plan, full ? plan.days() : plan.rewritten());
    batch.passed("publish.before-pointer");
    if (!control.publish(attempt.base(), publication.number())) {
      throw new RefusedException(
          "published: no longer "
              + attempt.base()
              + " (expected: one publish at a time). Nothing that readers see was changed; publish"
              + " again.");
    }
    batch.passed("publish.after-pointer");
    publications.done(publication.number());
    return Result.of(publication, cells, "published");
  }

  private static void checkRecomputed(SortedSet<LocalDay> stale) {
    if (!stale.isEmpty()) {
      throw new RefusedException(
          "days: "
              + stale.size()
              + " are not recomputed, as "
              + stale.first()
              + " (expected: none). Run recompute.");
    }
  }

  private boolean unchanged(ControlState state, long epoch) {
    return state
        .published()
        .filter(now -> now.epoch() == epoch && now.metrics().equals(metrics()))
        .filter(now -> changed(now).isEmpty())
        .isPresent();
  }

  /** The days on which the aggregates may differ from the published view. */
  private Set<LocalDay> changed(Published base) {
    checkBase(base.snapshot());
    return Set.copyOf(
        DayMarks.since(aggregates, base.snapshot()).orElseGet(() -> everyDay(Optional.of(base))));
  }

  private void checkBase(long snapshot) {
    if (aggregates.snapshot(snapshot) == null) {
      throw new RefusedException(
          "snapshot: "
              + snapshot
              + " of the published view is gone (expected: kept by its tag). Which keys vanished"
              + " cannot be known any more: truncate the views table and the control table, let the"
              + " speed layer build anew, and publish.");
    }
  }

  private Set<LocalDay> everyDay(Optional<Published> base) {
    Set<LocalDay> days = new HashSet<>(days(batch.read(LakeTable.AGGREGATES)));
    base.ifPresent(now -> days.addAll(days(batch.read(LakeTable.AGGREGATES, now.snapshot()))));
    return days;
  }

  private static List<LocalDay> days(Dataset<Row> rows) {
    return rows.select("zone", "day").distinct().collectAsList().stream()
        .map(row -> new LocalDay(ZoneId.of(row.getString(0)), row.<LocalDate>getAs(1)))
        .toList();
  }

  private PublishPlan.Begun begin(long epoch, long snapshot, boolean full) {
    Instant closing = batch.lake().landed().closing();
    try {
      return PublishPlan.begin(
          control,
          new Publications(batch.lake()).highest() + 1,
          number -> new Published(number, epoch, closing, snapshot, metrics()),
          base -> full || base.isEmpty() ? everyDay(base) : changed(base.get()));
    } catch (IllegalStateException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
  }

  private Set<Long> metrics() {
    return batch.definitions().metrics().stream().map(Metric::id).collect(Collectors.toSet());
  }

  private long write(Published publication, PublishPlan plan, Set<LocalDay> rewritten) {
    if (plan.days().isEmpty()) {
      return 0;
    }
    LongAccumulator written = batch.spark().sparkContext().longAccumulator();
    WriteCells write =
        new WriteCells(batch.stores(), publication.number(), batch.checkpoint(), written);
    new PlannedCells(batch, plan, publication.snapshot()).of(rewritten).foreachPartition(write);
    return written.value();
  }
}
