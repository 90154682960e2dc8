package io.dumul.core.definition;

import java.time.Duration;
import java.time.Instant;

/**
 * The time bounds of the accept rule, judged against the log alone and never against a clock.
 *
 * @param lateness how long before the last closing time an event may have happened; also the
 *     horizon of the dedupe
 * @param ahead how long after both the append time and the last closing time an event may claim to
 *     have happened
 */
public record TimeRules(Duration lateness, Duration ahead) {

  /**
   * The earliest event time that is not late and that the dedupe still remembers, after a barrier
   * with this closing time.
   */
  public Instant horizon(Instant closing) {
    return closing.equals(Instant.MIN) ? Instant.MIN : closing.minus(lateness);
  }

  /** The latest event time that is not in the future. */
  public Instant limit(Instant appendTime, Instant closing) {
    return (closing.isAfter(appendTime) ? closing : appendTime).plus(ahead);
  }
}
