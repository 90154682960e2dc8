package io.dumul.core.definition;

import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Tells the bucket of a time, mostly without a calendar: it keeps the last answer and the times for
 * which it holds, and most events fall there too. Safe for many threads, since what is kept is
 * immutable and right whoever put it there.
 */
final class BucketClock {
  private final Bucketing bucketing;
  private @Nullable Span last;

  BucketClock(Bucketing bucketing) {
    this.bucketing = bucketing;
  }

  /**
   * A bucket, as told of times from one second to before another.
   *
   * @param bucket its start, epoch seconds
   * @param day the local day on which it starts, counted from 1970-01-01
   */
  record Span(long from, long to, long bucket, int day) {}

  Span span(Instant time) {
    Span known = last;
    long second = time.getEpochSecond();
    if (known == null || second < known.from || second >= known.to) {
      known = read(time);
      last = known;
    }
    return known;
  }

  /** Times of one offset from UTC and one local hour or day are in one bucket. */
  private Span read(Instant time) {
    ZoneRules rules = bucketing.zone().getRules();
    long second = time.getEpochSecond();
    int length = bucketing.unit() == Bucketing.Unit.DAY ? 86_400 : 3600;
    long from = second - Math.floorMod(second + rules.getOffset(time).getTotalSeconds(), length);
    long to = from + length;
    ZoneOffsetTransition before = rules.previousTransition(Instant.ofEpochSecond(second + 1));
    ZoneOffsetTransition after = rules.nextTransition(Instant.ofEpochSecond(second));
    long bucket = bucketing.bucket(time);
    return new Span(
        before == null ? from : Math.max(from, before.toEpochSecond()),
        after == null ? to : Math.min(to, after.toEpochSecond()),
        bucket,
        Math.toIntExact(bucketing.day(Instant.ofEpochSecond(bucket)).toEpochDay()));
  }
}
