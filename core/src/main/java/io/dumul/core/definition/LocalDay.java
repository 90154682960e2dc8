package io.dumul.core.definition;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * One day of one time zone: the unit in which batch recomputes. All metrics of the zone have whole
 * buckets in it.
 */
public record LocalDay(ZoneId zone, LocalDate date) {

  public Instant start() {
    return date.atStartOfDay(zone).toInstant();
  }

  /** The instant at which the next day starts. */
  public Instant end() {
    return date.plusDays(1).atStartOfDay(zone).toInstant();
  }

  /** As {@code 2026-03-01@Asia/Seoul}. */
  @Override
  public String toString() {
    return date + "@" + zone;
  }

  /**
   * Reads {@link #toString}. Throws IllegalArgumentException where the text is not of that form.
   */
  public static LocalDay parse(String text) {
    int at = text.indexOf('@');
    try {
      return new LocalDay(
          ZoneId.of(text.substring(at + 1)), LocalDate.parse(text.substring(0, Math.max(at, 0))));
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(
          "day: " + text + " (expected: a date and a zone, as 2026-03-01@Asia/Seoul)", e);
    }
  }
}
