package io.dumul.serving.alert;

import io.dumul.core.definition.AlertRule;
import io.dumul.core.definition.AlertRule.By;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * Something that somebody is told.
 *
 * @param subject the event type, the source or the app; empty for all events
 * @param since the start of the hour in which it began, or when the failure was first seen
 * @param figure what was found
 * @param message the same in words, with what was expected
 * @param wrong how many events are wrong, missing or too many
 * @param allowed how many may be without it being told
 * @param defects what is wrong, the most frequent first
 * @param also what is told with it, as it has the same cause
 */
public record Firing(
    AlertRule rule,
    By by,
    String subject,
    Instant since,
    BigDecimal figure,
    String message,
    long wrong,
    long allowed,
    List<Defect> defects,
    List<Firing> also) {

  Firing with(List<Firing> others) {
    return new Firing(
        rule, by, subject, since, figure, message, wrong, allowed, defects, List.copyOf(others));
  }

  /** What it is about, as {@code app ios 5.1.0}. */
  public String about() {
    return by == By.ALL ? "all events" : by.text() + " " + subject;
  }
}
