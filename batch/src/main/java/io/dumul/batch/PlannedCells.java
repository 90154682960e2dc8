package io.dumul.batch;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.unix_seconds;

import io.dumul.batch.lake.LakeTable;
import io.dumul.core.definition.LocalDay;
import io.dumul.core.view.PublishPlan;
import io.dumul.core.view.Published;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The cells that a plan writes. Both snapshots of the days that were touched go through one shuffle
 * and are merged; what comes out is written by the task that merged it, which has all cells of its
 * entities.
 */
final class PlannedCells {
  /**
   * What identifies a cell; its zone and day follow. The columns stand in the order of the rows in
   * the files (see {@link FoldEvents}), so that the sort before the merge finds them in order.
   */
  private static final String[] SLOT = {
    "bucket", "metric_id", "entity_key", "entity_kind", "key_fields"
  };

  private final Batch batch;
  private final Table aggregates;
  private final PublishPlan plan;
  private final long snapshot;

  PlannedCells(Batch batch, PublishPlan plan, long snapshot) {
    this.batch = batch;
    this.aggregates = batch.lake().table(LakeTable.AGGREGATES);
    this.plan = plan;
    this.snapshot = snapshot;
  }

  /**
   * The columns of {@link WriteCells}; an empty state where a cell is to be emptied.
   *
   * @param rewritten days whose cells are all written
   */
  Dataset<Row> of(Set<LocalDay> rewritten) {
    Optional<Long> base = plan.published().map(Published::snapshot);
    Set<LocalDay> compared = new HashSet<>(plan.days());
    compared.removeAll(rewritten);
    if (base.isEmpty()) {
      return written(all(plan.days()));
    }
    if (rewritten.isEmpty()) {
      return written(changed(base.get(), compared));
    }
    Dataset<Row> all = written(all(rewritten));
    return compared.isEmpty() ? all : all.unionByName(written(changed(base.get(), compared)));
  }

  private static Dataset<Row> written(Dataset<Row> cells) {
    return cells.select(
        col("metric_id"),
        col("entity_kind"),
        col("entity_key"),
        col("key_fields"),
        unix_seconds(col("bucket")).as("bucket"),
        coalesce(col("state"), lit(new byte[0])).as("state"));
  }

  /** Cells whose state differs from the base's, also to or from none. */
  private Dataset<Row> changed(long base, Set<LocalDay> days) {
    Dataset<Row> before = states(base, days).withColumnRenamed("state", "old");
    return merged(states(snapshot, days), before).filter(not(col("state").eqNullSafe(col("old"))));
  }

  /** All cells, and those without a state that only the base or an abandoned attempt has. */
  private Dataset<Row> all(Set<LocalDay> days) {
    Dataset<Row> now = states(snapshot, days);
    return others(days).map(others -> merged(now, others)).orElseGet(() -> spread(now));
  }

  /**
   * The slots of the base and of abandoned attempts, of the days that each may have written. A
   * snapshot that is gone was never tagged, so its attempt died before its first cell.
   */
  private Optional<Dataset<Row>> others(Set<LocalDay> days) {
    List<Dataset<Row>> others = new ArrayList<>();
    for (long other : plan.snapshots()) {
      if (isBase(other)) {
        others.add(slots(other, days));
      } else if (aggregates.snapshot(other) != null) {
        others.add(slots(other, plan.rewritten()));
      }
    }
    return others.stream()
        .reduce(Dataset::union)
        .map(all -> others.size() > 1 ? all.distinct() : all);
  }

  private boolean isBase(long other) {
    return plan.published().filter(base -> base.snapshot() == other).isPresent();
  }

  private Dataset<Row> slots(long of, Set<LocalDay> days) {
    return states(of, days).select(Columns.of(SLOT));
  }

  private Dataset<Row> states(long of, Set<LocalDay> days) {
    return batch
        .read(LakeTable.AGGREGATES, of)
        .filter(within(days))
        .select(Columns.of(SLOT, "state"));
  }

  private Dataset<Row> merged(Dataset<Row> now, Dataset<Row> before) {
    return spread(now).join(spread(before), Columns.names(SLOT), "full_outer");
  }

  private Dataset<Row> spread(Dataset<Row> rows) {
    return rows.repartition(
        Math.max(2, batch.settings().shufflePartitions()), col("entity_kind"), col("entity_key"));
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
