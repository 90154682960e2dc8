package io.dumul.core.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a definition file that remembers where it stands, so that whoever finds it wrong can
 * say so with file and line.
 *
 * @param path keys and indices from the document's root, as {@code aggregate.kind}
 * @param fields the values of an object by key, else empty
 * @param items the values of an array, else empty
 */
record Located(
    String file,
    int line,
    String path,
    JsonNode value,
    Map<String, Located> fields,
    List<Located> items) {
  private static final int SHOWN = 60;

  /** The value is not what it should be. */
  DefinitionException wrong(String expected) {
    String text = value.isTextual() ? value.textValue() : value.toString();
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return at((path.isEmpty() ? "" : path + ": ") + shown, expected);
  }

  /** The key is not there. */
  DefinitionException missing(String key, String expected) {
    return at(inner(key) + ": missing", expected);
  }

  /** Every key is one of these. */
  void only(Collection<String> known) {
    for (Map.Entry<String, Located> field : fields.entrySet()) {
      if (!known.contains(field.getKey())) {
        throw field.getValue().at(inner(field.getKey()), "one of " + List.copyOf(known));
      }
    }
  }

  @Nullable Located find(String key) {
    return fields.get(key);
  }

  Located need(String key, String expected) {
    Located found = fields.get(key);
    if (found == null) {
      throw missing(key, expected);
    }
    return found;
  }

  Located object(Collection<String> known) {
    if (!value.isObject()) {
      throw wrong("an object with " + List.copyOf(known));
    }
    only(known);
    return this;
  }

  List<Located> list(String expected) {
    if (!value.isArray() || items.isEmpty()) {
      throw wrong(expected);
    }
    return items;
  }

  String text(String expected) {
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw wrong(expected);
    }
    return value.textValue().strip();
  }

  String matching(String regex, String expected) {
    String text = text(expected);
    if (!text.matches(regex)) {
      throw wrong(expected);
    }
    return text;
  }

  int positive() {
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
      throw wrong("an integer >= 1");
    }
    return value.intValue();
  }

  DefinitionException at(String found, String expected) {
    return new DefinitionException(
        file + ":" + line + ": " + found + " (expected: " + expected + ")");
  }

  private String inner(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
