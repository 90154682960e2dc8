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
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far everything is; reads only, without Spark.
 *
 * @param closed the last epoch that is closed in every partition; -1 for none
 * @param landed the last that is in Iceberg
 * @param recomputed the last epoch that a recomputed day holds
 * @param published what readers use; null before the first
 */
record Status(
    long closed,
    long landed,
    @Nullable Instant landedClosing,
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
