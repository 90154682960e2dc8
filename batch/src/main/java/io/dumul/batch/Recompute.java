package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.to_date;

import io.dumul.batch.lake.DayMarks;
import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Landed;
import io.dumul.core.definition.LocalDay;
import io.dumul.core.definition.Metric;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Folds days anew from the activity log and overwrites them in the table {@code aggregates}, also
 * where nothing is left of a day.
 */
final class Recompute {
  /** How many days one pass folds at most, so that a pass stays small. */
  private static final int PASS = 31;

  private final Batch batch;
  private final long epoch;
  private final Snapshot activity;
  private final Map<ZoneId, Set<Long>> metrics;
  private final Set<ZoneId> verdictZones;

  private Recompute(Batch batch, long epoch, Snapshot activity) {
    this.batch = batch;
    this.epoch = epoch;
    this.activity = activity;
    this.metrics =
        batch.definitions().metrics().stream()
            .collect(
                Collectors.groupingBy(
                    metric -> metric.bucketing().zone(),
                    Collectors.mapping(Metric::id, Collectors.toSet())));
    this.verdictZones =
        batch.definitions().metrics().stream()
            .filter(Metric::overVerdicts)
            .map(metric -> metric.bucketing().zone())
            .collect(Collectors.toSet());
  }

  /**
   * What was done.
   *
   * @param epoch the last epoch of the activity log that the days hold now
   */
  record Result(long epoch, List<String> days) {
    static Result of(long epoch, Collection<LocalDay> days) {
      return new Result(epoch, days.stream().map(LocalDay::toString).sorted().toList());
    }
  }

  /** The log as it has landed now. */
  static Recompute of(Batch batch) {
    batch.lake().create();
    Landed landed = batch.lake().landed();
    if (landed.epoch() >= 0) {
      new TakeOuts(batch).settle(landed.epoch());
    }
    Snapshot snapshot = batch.lake().table(LakeTable.ACTIVITY).currentSnapshot();
    if (snapshot == null || landed.epoch() < 0) {
      throw new RefusedException("landed: nothing (expected: an epoch; run land)");
    }
    return new Recompute(batch, landed.epoch(), snapshot);
  }

  long epoch() {
    return epoch;
  }

  /**
   * The days that do not hold every landed event yet: those that epochs after the published one
   * touched, and every day for metrics that were never published.
   */
  SortedSet<LocalDay> stale() {
    return stale(batch.published());
  }

  private SortedSet<LocalDay> stale(Batch.Base base) {
    DayMarks marks = DayMarks.of(batch.lake().table(LakeTable.AGGREGATES));
    SortedSet<LocalDay> days = new TreeSet<>(Days.ORDER);
    metrics.forEach(
        (zone, ids) -> {
          long after = base.metrics().containsAll(ids) ? base.epoch() : -1;
          touched(zone, after)
              .forEach(
                  (day, last) -> {
                    if (!marks.holds(day, last, ids)) {
                      days.add(day);
                    }
                  });
        });
    return days;
  }

  /** The days that epochs after this one touched, and the last epoch that touched each. */
  private SortedMap<LocalDay, Long> touched(ZoneId zone, long after) {
    SortedMap<LocalDay, Long> days = new TreeMap<>(Days.ORDER);
    for (Row row : days(zone, after).groupBy("day").agg(max("epoch")).collectAsList()) {
      days.put(new LocalDay(zone, row.<LocalDate>getAs(0)), row.getLong(1));
    }
    return days;
  }

  /** Every day of a range, in every zone that a metric has. */
  List<LocalDay> range(LocalDate from, LocalDate to) {
    return metrics.keySet().stream()
        .flatMap(zone -> from.datesUntil(to.plusDays(1)).map(date -> new LocalDay(zone, date)))
        .toList();
  }

  Result run(Collection<LocalDay> days) {
    Map<ZoneId, List<LocalDay>> byZone =
        days.stream().sorted(Days.ORDER).distinct().collect(Collectors.groupingBy(LocalDay::zone));
    byZone.forEach(
        (zone, each) -> {
          Set<Long> ids = metrics.get(zone);
          if (ids == null) {
            throw new RefusedException(
                "day: "
                    + each.get(0)
                    + " (expected: a zone of a metric, "
                    + metrics.keySet()
                    + ")");
          }
          for (int i = 0; i < each.size(); i += PASS) {
            pass(zone, ids, each.subList(i, Math.min(i + PASS, each.size())));
          }
        });
    return Result.of(epoch, days);
  }

  private void pass(ZoneId zone, Set<Long> ids, List<LocalDay> days) {
    batch.progress(
        "recomputing " + days.get(0) + (days.size() > 1 ? " .. " + days.get(days.size() - 1) : ""));
    Snapshot before = batch.lake().table(LakeTable.AGGREGATES).currentSnapshot();
    Dataset<Row> states =
        new FoldEvents(batch.shipped(), zone)
            .fold(
                activity()
                    .filter(Days.within("event_time", days))
                    .filter(col("taken_out").isNull()),
                Verdicts.of(
                    activity().filter(Days.within("append_time", days)).filter(Erased.kept()),
                    quarantine().filter(Days.within("append_time", days)).filter(Erased.kept())));
    DataFrameWriterV2<Row> write =
        new Describe(batch.shipped())
            .rows(states)
            .writeTo(Lake.name(LakeTable.AGGREGATES))
            .option("distribution-mode", "none") // each day's rows come one after the other
            .option("use-table-distribution-and-ordering", "false")
            .option(DayMarks.option(), DayMarks.mark(epoch, ids, days))
            .option("isolation-level", "serializable");
    if (before != null) {
      write = write.option("validate-from-snapshot-id", Long.toString(before.snapshotId()));
    }
    batch.passed("recompute.before-commit");
    overwrite(write, zone, days);
    batch.passed("recompute.after-commit");
  }

  private static void overwrite(DataFrameWriterV2<Row> write, ZoneId zone, List<LocalDay> days) {
    List<Object> dates = new ArrayList<>();
    days.forEach(day -> dates.add(day.date()));
    Column condition = col("zone").equalTo(zone.getId()).and(col("day").isin(dates.toArray()));
    try {
      write.overwrite(condition);
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Also without what a recovery has put there for the next epoch. */
  private Dataset<Row> activity() {
    return batch.read(LakeTable.ACTIVITY, activity.snapshotId()).filter(col("epoch").leq(epoch));
  }

  /** Of epochs that are sure to be whole: a land that is under way writes there before it ends. */
  private Dataset<Row> quarantine() {
    return batch.read(LakeTable.QUARANTINE).filter(col("epoch").leq(epoch));
  }

  /**
   * The days that records belong to, by event time and by append time, with the epochs after this
   * one that touched them. The condition is on columns as they stand in the files, so that files of
   * older epochs are not read.
   */
  private Dataset<Row> days(ZoneId zone, long after) {
    Column newer = col("epoch").gt(after).or(col("changed").gt(after));
    Column touched = greatest(col("epoch"), col("changed")).as("epoch"); // null is the smallest
    Dataset<Row> events = activity().filter(newer);
    Dataset<Row> ofEvents = events.select(touched, day("event_time", zone));
    if (verdictZones.contains(zone)) {
      return ofEvents
          .union(events.select(touched, day("append_time", zone)))
          .union(quarantine().filter(newer).select(touched, day("append_time", zone)));
    }
    return ofEvents;
  }

  private static Column day(String time, ZoneId zone) {
    return to_date(from_utc_timestamp(col(time), lit(zone.getId()))).as("day");
  }
}
