package io.dumul.core.definition;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * How event time falls into buckets: hours or days of a named time zone. A bucket is known by its
 * start in epoch seconds (UTC). All buckets that start on a local day lie wholly within it.
 */
public record Bucketing(Unit unit, ZoneId zone) {

  /** The length of a bucket; a day has 23 to 25 hours where clocks are changed. */
  public enum Unit {
    HOUR,
    DAY
  }

  /** The start of the bucket that holds this instant, in epoch seconds. */
  public long bucket(Instant time) {
    if (unit == Unit.DAY) {
      return day(time).atStartOfDay(zone).toEpochSecond();
    }
    int offset = zone.getRules().getOffset(time).getTotalSeconds();
    long second = time.getEpochSecond();
    return second - Math.floorMod(second + offset, 3600);
  }

  /** The first bucket that starts after this one. */
  public long next(long bucket) {
    Instant start = Instant.ofEpochSecond(bucket);
    return unit == Unit.DAY
        ? day(start).plusDays(1).atStartOfDay(zone).toEpochSecond()
        : bucket(start.plusSeconds(3600));
  }

  /** The local day that holds this instant: the unit that recompute works in. */
  public LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, zone);
  }
}
