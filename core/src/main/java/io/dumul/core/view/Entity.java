package io.dumul.core.view;

import java.util.ArrayList;
import java.util.List;

/**
 * What a row of the views is about: a store, a user, a region, or all. Every metric that is keyed
 * by it stands in its row.
 *
 * @param kind the entity's kind, as {@code store}
 * @param key the values of the key fields in the metric's order; empty for the kind that has one
 *     key only
 */
public record Entity(String kind, List<String> key) {
  public Entity {
    key = List.copyOf(key);
  }

  /**
   * The key as one text: values joined by {@code |}, with {@code \} before a {@code |} or {@code \}
   * of a value.
   */
  public String keyText() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < key.size(); i++) {
      if (i > 0) {
        text.append('|');
      }
      String part = key.get(i);
      for (int j = 0; j < part.length(); j++) {
        char c = part.charAt(j);
        if (c == '|' || c == '\\') {
          text.append('\\');
        }
        text.append(c);
      }
    }
    return text.toString();
  }

  /**
   * Reads {@link #keyText}.
   *
   * @param fields how many key fields the kind has; 0 gives the entity without key
   */
  public static Entity parse(String kind, String keyText, int fields) {
    if (fields == 0) {
      return new Entity(kind, List.of());
    }
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < keyText.length(); i++) {
      char c = keyText.charAt(i);
      if (c == '\\' && i + 1 < keyText.length()) {
        part.append(keyText.charAt(++i));
      } else if (c == '|') {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    if (parts.size() != fields) {
      throw new IllegalArgumentException(
          "key: " + keyText + " (expected: " + fields + " values joined by |)");
    }
    return new Entity(kind, parts);
  }
}
