package io.dumul.serving.alert;

import io.dumul.core.definition.AlertRule.By;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What alerts are judged by.
 *
 * @param zone whose hours they are
 * @param hours of each event type, source and app; of all, by the empty name
 * @param defects what is wrong with the events of each app
 */
public record Figures(
    Instant now, ZoneId zone, Map<By, Map<String, Hours>> hours, List<Defect> defects) {

  Map<String, Hours> of(By by) {
    return hours.getOrDefault(by, Map.of());
  }

  /** The start of the same hour so many days before. */
  long earlier(long hour, int days) {
    return Instant.ofEpochSecond(hour).atZone(zone).minusDays(days).toEpochSecond();
  }
}
