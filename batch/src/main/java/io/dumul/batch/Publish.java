package io.dumul.batch;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_seconds;

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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Writes the batch view and moves the pointer. Under its number go the cells that differ from the
 * published view, and all cells of days that an abandoned attempt may have written: such an attempt
 * left cells under a number between the two, which readers of this one would see.
 */
final class Publish {
  private static final String[] KEY = {
    "zone", "day", "metric_id", "entity_kind", "entity_key", "key_fields", "bucket"
  };

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
    cells(publication.snapshot(), plan, rewritten)
        .select(
            col("metric_id"),
            col("entity_kind"),
            col("entity_key"),
            col("key_fields"),
            unix_seconds(col("bucket")),
            col("state"))
        .repartition(
            Math.max(2, batch.settings().shufflePartitions()),
            col("entity_kind"),
            col("entity_key"))
        .foreachPartition(write);
    return written.value();
  }

  private Dataset<Row> cells(long snapshot, PublishPlan plan, Set<LocalDay> rewritten) {
    Column days = within(plan.days());
    Dataset<Row> now = states(snapshot).filter(days);
    if (plan.published().isEmpty()) {
      return empties(now, now, plan).unionByName(now);
    }
    Dataset<Row> base = states(plan.published().get().snapshot()).filter(days);
    Dataset<Row> both =
        now.join(base.withColumnRenamed("state", "old"), Columns.names(KEY), "full_outer")
            .filter(within(rewritten).or(not(col("state").eqNullSafe(col("old")))));
    Dataset<Row> cells =
        both.withColumn("state", coalesce(col("state"), lit(new byte[0]))).drop("old");
    return cells.unionByName(empties(now, base, plan));
  }

  /**
   * Empty cells for keys that only an abandoned attempt has. A snapshot that is gone was never
   * tagged, so its attempt died before its first cell.
   */
  private Dataset<Row> empties(Dataset<Row> now, Dataset<Row> base, PublishPlan plan) {
    Dataset<Row> empties = now.limit(0);
    for (long abandoned : plan.snapshots()) {
      if (aggregates.snapshot(abandoned) != null) {
        empties = empties.unionByName(states(abandoned).filter(within(plan.rewritten())));
      }
    }
    return empties
        .drop("state")
        .distinct()
        .join(now, Columns.names(KEY), "left_anti")
        .join(base, Columns.names(KEY), "left_anti")
        .withColumn("state", lit(new byte[0]));
  }

  private Dataset<Row> states(long snapshot) {
    return batch.read(LakeTable.AGGREGATES, snapshot).select(Columns.of(KEY, "state"));
  }

  private static Column not(Column column) {
    return org.apache.spark.sql.functions.not(column);
  }

  private static Column within(Set<LocalDay> days) {
    Column any = lit(false);
    for (var zone : days.stream().collect(Collectors.groupingBy(LocalDay::zone)).entrySet()) {
      Object[] dates = zone.getValue().stream().map(LocalDay::date).toArray();
      any = any.or(col("zone").equalTo(zone.getKey().getId()).and(col("day").isin(dates)));
    }
    return any;
  }
}
