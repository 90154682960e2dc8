package io.dumul.local.stack.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text with fields in it: {@code {column}}; {@code {column%.0}} cuts an ending off; {@code
 * {column|text}} gives the text where the column is empty; {@code {#}} is the row's number in its
 * file and {@code {file}} the file's name.
 */
final class Template {
  private static final Pattern FIELD =
      Pattern.compile("\\{([^{}%|]+)(?:%([^{}|]+))?(?:\\|([^{}]*))?}");

  private record Part(
      String text, @Nullable String column, @Nullable String cut, @Nullable String fallback) {}

  private final List<Part> parts = new ArrayList<>();
  private final String tail;

  Template(String text) {
    Matcher fields = FIELD.matcher(text);
    int at = 0;
    while (fields.find()) {
      parts.add(
          new Part(
              text.substring(at, fields.start()),
              fields.group(1),
              fields.group(2),
              fields.group(3)));
      at = fields.end();
    }
    tail = text.substring(at);
  }

  /** The text for a row; null where a field is empty and has no other text. */
  @Nullable String fill(Row row) {
    if (parts.size() == 1 && tail.isEmpty() && parts.get(0).text().isEmpty()) {
      return value(parts.get(0), row);
    }
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      String value = value(part, row);
      if (value == null) {
        return null;
      }
      text.append(part.text()).append(value);
    }
    return text.append(tail).toString();
  }

  private static @Nullable String value(Part part, Row row) {
    String value = row.find(java.util.Objects.requireNonNull(part.column()));
    if (value == null) {
      return part.fallback();
    }
    return part.cut() != null && value.endsWith(part.cut())
        ? value.substring(0, value.length() - part.cut().length())
        : value;
  }
}
