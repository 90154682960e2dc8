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
    Plan plan = plan(state, full);
    if (!full && unchanged(state, recompute.epoch(), plan)) {
      state.published().ifPresent(now -> new Publications(batch.lake()).done(now.number()));
      return Result.of(state.published().orElseThrow(), 0, "already published");
    }
    Instant closing = batch.lake().landed().closing();
    Attempt attempt = begin(recompute.epoch(), closing, snapshot.snapshotId(), state, plan);
    return publish(attempt, plan);
  }

  private Result publish(Attempt attempt, Plan plan) {
    Published publication = attempt.publication();
    batch.passed("publish.after-begin");
    Publications publications = new Publications(batch.lake());
    publications.begin(publication.number(), publication.snapshot());
    batch.progress("publishing " + publication.number() + ": " + plan.days().size() + " days");
    long cells = write(publication, plan);
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

  private boolean unchanged(ControlState state, long epoch, Plan plan) {
    return state
        .published()
        .filter(now -> now.epoch() == epoch && now.metrics().equals(metrics()))
        .filter(now -> plan.changed().isEmpty())
        .isPresent();
  }

  /**
   * What is written.
   *
   * @param base the snapshot of the published view; empty where every cell is written
   * @param abandoned snapshots of attempts after the published one
   * @param rewritten days of which every cell is written
   * @param changed days of which the cells that differ from the base are written
   */
  private record Plan(
      Optional<Long> base, List<Long> abandoned, Set<LocalDay> rewritten, Set<LocalDay> changed) {

    Set<LocalDay> days() {
      Set<LocalDay> days = new HashSet<>(rewritten);
      days.addAll(changed);
      return days;
    }
  }

  private Plan plan(ControlState state, boolean full) {
    List<Attempt> abandoned =
        state.attempts().stream()
            .filter(attempt -> attempt.publication().number() > state.publishedNumber())
            .toList();
    List<Long> snapshots =
        abandoned.stream()
            .map(attempt -> attempt.publication().snapshot())
            .filter(id -> aggregates.snapshot(id) != null)
            .distinct()
            .toList();
    Set<LocalDay> rewritten =
        abandoned.stream().flatMap(a -> a.days().stream()).collect(Collectors.toSet());
    Optional<Long> base = state.published().map(Published::snapshot);
    base.ifPresent(this::checkBase);
    Set<LocalDay> all = everyDay(base, snapshots);
    if (full || base.isEmpty()) {
      rewritten.addAll(all);
      return new Plan(base, snapshots, rewritten, Set.of());
    }
    Set<LocalDay> changed = new HashSet<>(DayMarks.since(aggregates, base.get()).orElse(all));
    return new Plan(base, snapshots, rewritten, changed);
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

  private Set<LocalDay> everyDay(Optional<Long> base, List<Long> abandoned) {
    Set<LocalDay> days = new HashSet<>(days(batch.read(LakeTable.AGGREGATES)));
    base.ifPresent(id -> days.addAll(days(batch.read(LakeTable.AGGREGATES, id))));
    abandoned.forEach(id -> days.addAll(days(batch.read(LakeTable.AGGREGATES, id))));
    return days;
  }

  private static List<LocalDay> days(Dataset<Row> rows) {
    return rows.select("zone", "day").distinct().collectAsList().stream()
        .map(row -> new LocalDay(ZoneId.of(row.getString(0)), row.<LocalDate>getAs(1)))
        .toList();
  }

  private Attempt begin(long epoch, Instant closing, long snapshot, ControlState state, Plan plan) {
    return control.begin(
        new Publications(batch.lake()).highest() + 1,
        number ->
            new Attempt(
                new Published(number, epoch, closing, snapshot, metrics()),
                state.publishedNumber(),
                plan.days()));
  }

  private Set<Long> metrics() {
    return batch.definitions().metrics().stream().map(Metric::id).collect(Collectors.toSet());
  }

  private long write(Published publication, Plan plan) {
    if (plan.days().isEmpty()) {
      return 0;
    }
    LongAccumulator written = batch.spark().sparkContext().longAccumulator();
    WriteCells write =
        new WriteCells(batch.stores(), publication.number(), batch.checkpoint(), written);
    cells(publication.snapshot(), plan)
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

  private Dataset<Row> cells(long snapshot, Plan plan) {
    Column days = within(plan.days());
    Dataset<Row> now = states(snapshot).filter(days);
    if (plan.base().isEmpty()) {
      return empties(now, now, plan).unionByName(now);
    }
    Dataset<Row> base = states(plan.base().get()).filter(days);
    Dataset<Row> both =
        now.join(base.withColumnRenamed("state", "old"), Columns.names(KEY), "full_outer")
            .filter(within(plan.rewritten()).or(not(col("state").eqNullSafe(col("old")))));
    Dataset<Row> cells =
        both.withColumn("state", coalesce(col("state"), lit(new byte[0]))).drop("old");
    return cells.unionByName(empties(now, base, plan));
  }

  /** Empty cells for keys that only an abandoned attempt has. */
  private Dataset<Row> empties(Dataset<Row> now, Dataset<Row> base, Plan plan) {
    Dataset<Row> empties = now.limit(0);
    for (long abandoned : plan.abandoned()) {
      empties = empties.unionByName(states(abandoned).filter(within(plan.rewritten())));
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
