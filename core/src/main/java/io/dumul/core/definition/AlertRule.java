package io.dumul.core.definition;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * When somebody is told that events are wrong or missing. All figures are those of the metrics
 * {@code quality-*}.
 *
 * @param by what is watched, each value on its own; a new failure is always one of an app
 * @param bound where it begins: the share that passes, or that comes of what was expected
 * @param until where it is over again, so that a figure near the bound tells once
 * @param days how many earlier days are looked at: for the same hour, or for the same failure
 * @param minimum how many events it takes
 */
public record AlertRule(
    String name,
    Kind kind,
    Severity severity,
    List<By> by,
    BigDecimal bound,
    BigDecimal until,
    int days,
    long minimum) {

  /** What is told. */
  public enum Kind {
    /** Of the events of an hour fewer than {@code bound} pass. */
    QUALITY,
    /**
     * A failure that an app did not have in {@code days} days came in the last day, in more than
     * {@code bound} of the app's events.
     */
    NEW_FAILURE,
    /** In an hour came less than {@code bound} of what came in that hour of earlier days. */
    DROP,
    /** In an hour came more than {@code bound} times what came in that hour of earlier days. */
    JUMP;

    /** As it is written. */
    public String text() {
      return written(this);
    }
  }

  /** Who is told. */
  public enum Severity {
    /** Somebody who looks soon. */
    TICKET,
    /** Somebody who looks now. */
    PAGE;

    public String text() {
      return written(this);
    }
  }

  /** What is watched. */
  public enum By {
    ALL,
    EVENT_TYPE,
    SOURCE,
    APP;

    public String text() {
      return written(this);
    }
  }

  private static String written(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
