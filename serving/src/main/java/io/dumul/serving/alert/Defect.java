package io.dumul.serving.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with events of an app.
 *
 * @param name event type, failure and place, joined by spaces
 * @param events how many have it
 * @param firstSeen null where that was not asked for
 */
public record Defect(String app, String name, long events, @Nullable Instant firstSeen) {
  String eventType() {
    return part(0);
  }

  /** Event type, failure or place. */
  public String part(int number) {
    String[] parts = name.split(" ", 3);
    return number < parts.length ? parts[number] : "";
  }
}
