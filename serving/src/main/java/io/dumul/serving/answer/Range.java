package io.dumul.serving.answer;

import io.dumul.core.definition.Bucketing;
import io.dumul.serving.http.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whole buckets of a metric.
 *
 * @param from start of the first bucket, epoch seconds
 * @param to start of the bucket before which it ends, epoch seconds
 */
record Range(long from, long to) {
  static final String DEFAULT_WINDOW = "7d";

  private static final Pattern WINDOW = Pattern.compile("([1-9][0-9]{0,5})([hd])");
  private static final String TIME =
      "an ISO 8601 instant as 2026-03-01T00:00:00Z or +09:00 (+ is %2B in a URL), or a local date"
          + " as 2026-03-01, of the years 1 to 9999";

  /**
   * Reads a range as it is asked for and widens it to whole buckets.
   *
   * @param now the window ends with the bucket that this instant is in
   * @param mostBuckets how many buckets it may have
   */
  static Range of(Asked asked, Bucketing bucketing, Instant now, int mostBuckets) {
    Range range = asked.from() == null ? window(asked, bucketing, now) : between(asked, bucketing);
    long length = bucketing.unit() == Bucketing.Unit.DAY ? 86_400 : 3_600;
    long buckets = (range.to - range.from + length - 1) / length;
    if (buckets > mostBuckets) {
      throw ProblemException.parameter(
          asked.from() == null ? "window" : "from",
          buckets + " buckets up to the end",
          "<= " + mostBuckets);
    }
    return range;
  }

  /** What a request says of time. */
  record Asked(@Nullable String from, @Nullable String to, @Nullable String window) {}

  private static Range between(Asked asked, Bucketing bucketing) {
    if (asked.window() != null) {
      throw ProblemException.parameter("window", asked.window(), "no window beside from and to");
    }
    if (asked.to() == null) {
      throw ProblemException.parameter("to", "missing", "from and to together");
    }
    Instant from = time("from", String.valueOf(asked.from()), bucketing);
    Instant to = time("to", asked.to(), bucketing);
    if (to.isBefore(from)) {
      throw ProblemException.parameter("to", asked.to(), "not before from");
    }
    return new Range(bucketing.bucket(from), ceiling(to, bucketing));
  }

  private static Range window(Asked asked, Bucketing bucketing, Instant now) {
    if (asked.to() != null) {
      throw ProblemException.parameter("from", "missing", "from and to together");
    }
    String text = asked.window() == null ? DEFAULT_WINDOW : asked.window();
    Matcher matcher = WINDOW.matcher(text);
    if (!matcher.matches()) {
      throw ProblemException.parameter("window", text, "1 to 999999 hours or days, as 24h or 7d");
    }
    long count = Long.parseLong(matcher.group(1));
    long to = bucketing.next(bucketing.bucket(now));
    return new Range(bucketing.bucket(before(to, count, matcher.group(2), bucketing)), to);
  }

  /** Days are days of the calendar, so 1d is one local day however many hours it has. */
  private static Instant before(long to, long count, String unit, Bucketing bucketing) {
    Instant end = Instant.ofEpochSecond(to);
    return unit.equals("h")
        ? end.minusSeconds(count * 3600)
        : end.atZone(bucketing.zone()).minusDays(count).toInstant();
  }

  private static long ceiling(Instant to, Bucketing bucketing) {
    long bucket = bucketing.bucket(to);
    return Instant.ofEpochSecond(bucket).equals(to) ? bucket : bucketing.next(bucket);
  }

  private static Instant time(String name, String text, Bucketing bucketing) {
    try {
      Instant time =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(bucketing.zone()).toInstant()
              : OffsetDateTime.parse(text).toInstant();
      int year = time.atZone(bucketing.zone()).getYear();
      if (year >= 1 && year <= 9999) {
        return time;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw ProblemException.parameter(name, text, TIME);
  }
}
