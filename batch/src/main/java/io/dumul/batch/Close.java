package io.dumul.batch;

import io.dumul.batch.lake.Landed;
import io.dumul.batch.log.BarrierScan;
import io.dumul.batch.log.EventLog;
import io.dumul.core.epoch.Barrier;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Closes an epoch: appends its barrier to every partition. Where an earlier close has died half
 * way, its epoch is completed first, with its own closing time.
 */
final class Close {
  private final Batch batch;
  private final EventLog log;
  private final byte[] key;

  private Close(Batch batch, EventLog log) {
    this.batch = batch;
    this.log = log;
    this.key = batch.barrierKey();
  }

  /**
   * What was done.
   *
   * @param epoch the epoch that is closed at the closing time, or the last one where that is later
   * @param closing its closing time
   * @param barriers how many were appended, 0 where all were there
   */
  record Result(long epoch, Instant closing, int barriers, String message) {
    private Result completed(int barriers) {
      return new Result(epoch, closing, barriers, "completed");
    }
  }

  /**
   * Closes an epoch. Closing times never go back: where an epoch is closed at this time or a later
   * one, everything that the close is for has its barrier, and nothing is done.
   *
   * @param closing its closing time; none closes at {@code now}, or completes an epoch that is half
   *     closed
   */
  static Result run(Batch batch, Optional<Instant> closing, Instant now) {
    try (EventLog log = batch.log().open()) {
      return new Close(batch, log)
          .run(closing.map(time -> time.truncatedTo(ChronoUnit.MILLIS)), now);
    }
  }

  private Result run(Optional<Instant> closing, Instant now) {
    Landed landed = batch.lake().landed();
    landed.check(log.identity());
    SortedMap<Integer, BarrierScan> scans = BarrierScan.all(log, key, landed.starts());
    Closed closed = Closed.of(landed, scans);
    int appended = 0;
    while (closed.half().isPresent()) {
      Appended completed = append(scans, closed.epoch() + 1, closed.half().get());
      appended += completed.count();
      scans = completed.scans();
      closed = Closed.of(landed, scans);
    }
    if (closing.isEmpty() && appended > 0) {
      return new Result(closed.epoch(), closed.closing(), appended, "completed");
    }
    Instant next = closing.orElse(latest(now.truncatedTo(ChronoUnit.MILLIS), closed.closing()));
    Optional<Result> before = closed.covering(next);
    if (before.isPresent()) {
      return appended == 0 ? before.get() : before.get().completed(appended);
    }
    appended += append(scans, closed.epoch() + 1, next).count();
    return new Result(closed.epoch() + 1, next, appended, "closed");
  }

  /**
   * What an append did.
   *
   * @param scans the barriers from where the first scan started to behind those that were appended
   */
  private record Appended(int count, SortedMap<Integer, BarrierScan> scans) {}

  /** Appends the barrier to every partition that lacks it, and sees to it that it counts there. */
  private Appended append(SortedMap<Integer, BarrierScan> scans, long epoch, Instant closing) {
    String hash = batch.definitions().hash();
    EventLog.Identity identity = log.identity();
    int appended = 0;
    for (Map.Entry<Integer, BarrierScan> partition : scans.entrySet()) {
      if (partition.getValue().last().open() <= epoch) {
        log.append(new Barrier(identity.topicId(), partition.getKey(), epoch, closing, hash), key);
        if (++appended == (identity.partitions() + 1) / 2) {
          batch.passed("close.half-way");
        }
      }
    }
    SortedMap<Integer, BarrierScan> extended = BarrierScan.extended(log, key, scans);
    verify(extended, epoch);
    return new Appended(appended, extended);
  }

  private static void verify(SortedMap<Integer, BarrierScan> scans, long epoch) {
    scans.forEach(
        (partition, scan) -> {
          if (scan.last().open() <= epoch) {
            throw new RefusedException(
                "partition "
                    + partition
                    + ": the barrier of epoch "
                    + epoch
                    + " does not show (expected: visible once acknowledged; a transaction that is"
                    + " left open in the topic hides it). Close again later.");
          }
        });
  }

  private static Instant latest(Instant now, Instant closing) {
    return now.isAfter(closing) ? now : closing.plusMillis(1);
  }

  /**
   * Which epochs are closed.
   *
   * @param epoch the last that is closed in every partition
   * @param closing its closing time; {@link Instant#MIN} where there is none
   * @param half the closing time of the next one, where only some partitions are closed
   */
  private record Closed(
      long epoch,
      Instant closing,
      Optional<Instant> half,
      Landed landed,
      SortedMap<Integer, BarrierScan> scans) {

    static Closed of(Landed landed, SortedMap<Integer, BarrierScan> scans) {
      long open = scans.values().stream().mapToLong(scan -> scan.last().open()).min().orElse(0);
      return new Closed(
          open - 1,
          closing(landed, scans, open - 1).orElse(Instant.MIN),
          closing(landed, scans, open),
          landed,
          scans);
    }

    private static Optional<Instant> closing(
        Landed landed, SortedMap<Integer, BarrierScan> scans, long epoch) {
      Optional<Instant> before = Optional.ofNullable(landed.closings().get(epoch));
      return before.or(
          () ->
              scans.values().stream()
                  .flatMap(scan -> scan.counted().stream())
                  .map(BarrierScan.Found::barrier)
                  .filter(barrier -> barrier.epoch() == epoch)
                  .map(Barrier::closing)
                  .max(Comparator.naturalOrder()));
    }

    /** What a close at this time finds done; empty where it is to append. */
    Optional<Result> covering(Instant time) {
      Optional<Result> same =
          closedAt(time).map(epoch -> new Result(epoch, time, 0, "already closed"));
      return closing.isBefore(time)
          ? same
          : same.or(() -> Optional.of(new Result(epoch, closing, 0, "already closed, and later")));
    }

    private Optional<Long> closedAt(Instant time) {
      for (Map.Entry<Long, Instant> before : landed.closings().entrySet()) {
        if (before.getValue().equals(time)) {
          return Optional.of(before.getKey());
        }
      }
      for (long epoch = landed.epoch() + 1; epoch <= this.epoch; epoch++) {
        if (closing(landed, scans, epoch).filter(time::equals).isPresent()) {
          return Optional.of(epoch);
        }
      }
      return Optional.empty();
    }
  }
}
