package io.dumul.core.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * RFC 3339 date-times with any offset, to the microsecond: what is finer is cut off, since the
 * activity log cannot hold it and every layer must see the same time. A leap second (:60) is not
 * taken.
 */
final class Rfc3339 {
  private static final int MICROS = 6;

  private final String text;
  private int at;

  private Rfc3339(String text) {
    this.text = text;
  }

  /** The instant; null where the text is no date-time. */
  static @Nullable Instant parse(String text) {
    try {
      return new Rfc3339(text).instant();
    } catch (DateTimeException | StringIndexOutOfBoundsException e) {
      return null;
    }
  }

  private Instant instant() {
    int year = number(4);
    int month = part('-', '-');
    int day = part('-', '-');
    int hour = part('T', 't');
    int minute = part(':', ':');
    int second = part(':', ':');
    int nano = fraction();
    LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second, nano);
    long offset = offset();
    if (at != text.length()) {
      throw new DateTimeException(text);
    }
    return local.toInstant(ZoneOffset.UTC).minusSeconds(offset);
  }

  private int part(char before, char or) {
    char found = text.charAt(at++);
    if (found != before && found != or) {
      throw new DateTimeException(text);
    }
    return number(2);
  }

  private int number(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      value = value * 10 + digit(text.charAt(at++));
    }
    return value;
  }

  private int digit(char c) {
    if (c < '0' || c > '9') {
      throw new DateTimeException(text);
    }
    return c - '0';
  }

  private int fraction() {
    if (text.charAt(at) != '.') {
      return 0;
    }
    at++;
    int micros = digit(text.charAt(at++));
    int digits = 1;
    for (; text.charAt(at) >= '0' && text.charAt(at) <= '9'; at++) {
      if (digits < MICROS) {
        micros = micros * 10 + digit(text.charAt(at));
        digits++;
      }
    }
    for (; digits < MICROS; digits++) {
      micros *= 10;
    }
    return micros * 1000;
  }

  private long offset() {
    char sign = text.charAt(at++);
    if (sign == 'Z' || sign == 'z') {
      return 0;
    }
    if (sign != '+' && sign != '-') {
      throw new DateTimeException(text);
    }
    int hours = number(2);
    int minutes = part(':', ':');
    if (hours > 23 || minutes > 59) {
      throw new DateTimeException(text);
    }
    return (sign == '-' ? -1L : 1L) * (hours * 3600L + minutes * 60L);
  }
}
