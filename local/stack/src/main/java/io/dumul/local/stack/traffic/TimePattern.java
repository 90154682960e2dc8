package io.dumul.local.stack.traffic;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads times of one form; a day without a time is its start. */
final class TimePattern {
  private final long unit;
  private final @Nullable DateTimeFormatter formatter;
  private final ZoneId zone;

  TimePattern(String pattern, ZoneId zone) {
    this.zone = zone;
    this.unit = pattern.equals("epoch-millis") ? 1 : pattern.equals("epoch-seconds") ? 1000 : 0;
    this.formatter =
        unit > 0
            ? null
            : pattern.equals("iso")
                ? DateTimeFormatter.ISO_DATE_TIME
                : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }

  /** The time as RFC 3339 in UTC; the text as it is where it is none. */
  String rfc3339(String text) {
    try {
      return formatter == null
          ? Instant.ofEpochMilli(Long.parseLong(text) * unit).toString()
          : instant(
                  formatter.parseBest(
                      text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from))
              .toString();
    } catch (DateTimeException | NumberFormatException e) {
      return text;
    }
  }

  private Instant instant(TemporalAccessor time) {
    if (time instanceof OffsetDateTime whole) {
      return whole.toInstant();
    }
    return time instanceof LocalDateTime local
        ? local.atZone(zone).toInstant()
        : LocalDate.from(time).atStartOfDay(zone).toInstant();
  }
}
