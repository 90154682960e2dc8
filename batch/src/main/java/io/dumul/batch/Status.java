package io.dumul.batch;

import io.dumul.batch.lake.DayMarks;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Landed;
import io.dumul.batch.log.BarrierScan;
import io.dumul.batch.log.EventLog;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.SpeedProgress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far everything is; reads only, without Spark.
 *
 * @param closed the last epoch that is closed in every partition; -1 for none
 * @param landed the last that is in Iceberg
 * @param log what of the log is not landed
 * @param audit the last audit
 * @param edges what the last fold and audit of edges found; null before the first
 * @param recomputed the last epoch that a recomputed day holds
 * @param published what readers use; null before the first
 */
record Status(
    long closed,
    long landed,
    @Nullable Instant landedClosing,
    Log log,
    AuditRows.Last audit,
    Edges.@Nullable Result edges,
    long recomputed,
    @Nullable Publication published,
    List<Publication> attempts,
    SortedMap<Integer, Speed> speed,
    long expiredThrough) {

  /** A publication, or an attempt at one. */
  record Publication(long number, long epoch, Instant closing, long snapshot, int metrics) {
    static Publication of(Attempt attempt) {
      var publication = attempt.publication();
      return new Publication(
          publication.number(),
          publication.epoch(),
          publication.closing(),
          publication.snapshot(),
          publication.metrics().size());
    }
  }

  /** How far the speed view is in a partition. */
  record Speed(int generation, long openEpoch, long offset, Instant appendTime) {
    static Speed of(SpeedProgress progress) {
      return new Speed(
          progress.generation(), progress.openEpoch(), progress.offset(), progress.appendTime());
    }
  }

  /**
   * The log, all partitions together.
   *
   * @param unlanded records that are not in Iceberg yet; retention must not take them
   * @param retained records that are there
   * @param expired records that retention has taken
   */
  record Log(long unlanded, long retained, long expired) {
    static Log of(SortedMap<Integer, EventLog.Bounds> bounds, Landed landed) {
      long unlanded = 0;
      long retained = 0;
      long expired = 0;
      for (Map.Entry<Integer, EventLog.Bounds> partition : bounds.entrySet()) {
        EventLog.Bounds there = partition.getValue();
        BarrierScan.Start start = landed.starts().get(partition.getKey());
        long from = start == null ? there.earliest() : start.offset();
        unlanded += there.end() - Math.min(there.end(), from);
        retained += there.end() - there.earliest();
        expired += there.earliest();
      }
      return new Log(unlanded, retained, expired);
    }
  }

  static Status of(Batch batch) {
    try (Control control = batch.stores().control();
        EventLog log = batch.log().open()) {
      ControlState state = control.read();
      Landed landed = batch.lake().landed();
      var scans = BarrierScan.all(log, batch.barrierKey(), landed.starts());
      long open = scans.values().stream().mapToLong(scan -> scan.last().open()).min().orElse(0);
      SortedMap<Integer, Speed> speed = new TreeMap<>();
      state.speed().forEach((partition, progress) -> speed.put(partition, Speed.of(progress)));
      List<Publication> attempts = state.attempts().stream().map(Publication::of).toList();
      return new Status(
          open - 1,
          landed.epoch(),
          landed.epoch() < 0 ? null : landed.closing(),
          Log.of(log.bounds(), landed),
          AuditRows.Last.of(batch),
          Edges.last(batch).orElse(null),
          recomputed(batch),
          published(state, attempts),
          attempts,
          speed,
          state.expiredThrough());
    }
  }

  private static long recomputed(Batch batch) {
    return batch.lake().exists(LakeTable.AGGREGATES)
        ? DayMarks.of(batch.lake().table(LakeTable.AGGREGATES)).epoch()
        : -1;
  }

  private static @Nullable Publication published(ControlState state, List<Publication> attempts) {
    return attempts.stream()
        .filter(attempt -> attempt.number() == state.publishedNumber())
        .findFirst()
        .orElse(null);
  }
}
