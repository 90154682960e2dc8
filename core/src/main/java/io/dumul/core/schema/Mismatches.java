package io.dumul.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in words what a validator found. */
final class Mismatches {
  private static final int SHOWN = 200;

  /** What a keyword expects, its value to be put in. */
  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("type", "type %s"),
          Map.entry("enum", "one of %s"),
          Map.entry("const", "%s"),
          Map.entry("minimum", ">= %s"),
          Map.entry("maximum", "<= %s"),
          Map.entry("exclusiveMinimum", "> %s"),
          Map.entry("exclusiveMaximum", "< %s"),
          Map.entry("multipleOf", "a multiple of %s"),
          Map.entry("minLength", "at least %s characters"),
          Map.entry("maxLength", "at most %s characters"),
          Map.entry("pattern", "a match of %s"),
          Map.entry("format", "format %s"),
          Map.entry("minItems", "at least %s items"),
          Map.entry("maxItems", "at most %s items"),
          Map.entry("uniqueItems", "no item twice"),
          Map.entry("minProperties", "at least %s properties"),
          Map.entry("maxProperties", "at most %s properties"),
          Map.entry("required", "a value"),
          Map.entry("additionalProperties", "no such property"),
          Map.entry("unevaluatedProperties", "no such property"),
          Map.entry("unevaluatedItems", "no such item"),
          Map.entry("oneOf", "what exactly one alternative describes"),
          Map.entry("anyOf", "what an alternative describes"),
          Map.entry("not", "not %s"));

  private Mismatches() {}

  static Mismatch of(Error error) {
    String path = error.getInstanceLocation().toString();
    String property = error.getProperty();
    String rule = error.getKeyword() == null ? "schema" : error.getKeyword();
    JsonNode node = error.getInstanceNode();
    if (property == null || rule.equals("propertyNames")) {
      return new Mismatch(brief(path), rule, found(node), expected(rule, error));
    }
    String inner = path + "/" + property.replace("~", "~0").replace("/", "~1");
    JsonNode found = node == null ? null : node.get(property);
    String shown = found == null ? "missing" : found(found);
    return new Mismatch(brief(inner), rule, shown, expected(rule, error));
  }

  static Mismatch tooMuch() {
    return new Mismatch(
        "",
        "pattern",
        "more steps than a pattern may take",
        "a text that is judged in bounded time");
  }

  static Mismatch endless() {
    return new Mismatch("", "$ref", "references without end", "a schema that comes to an end");
  }

  private static String found(@Nullable JsonNode node) {
    if (node == null) {
      return "this";
    }
    if (node.isObject()) {
      return "an object of " + node.size();
    }
    if (node.isArray()) {
      return "an array of " + node.size();
    }
    return brief(node.isTextual() ? quoted(node.textValue()) : node.toString());
  }

  private static String quoted(String text) {
    return '"' + (text.length() > SHOWN ? text.substring(0, SHOWN) : text) + '"';
  }

  private static String expected(String rule, Error error) {
    JsonNode value = error.getSchemaNode();
    String form = EXPECTED.get(rule);
    if (value != null && value.isBoolean() && !value.booleanValue() && form == null) {
      return "nothing";
    }
    if (form != null && (value != null || !form.contains("%s"))) {
      return brief(form.formatted(value == null ? "" : shown(value)));
    }
    return brief(value == null ? error.getMessage() : rule + " " + shown(value));
  }

  private static String shown(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (!value.isArray()) {
      return brief(value.toString());
    }
    List<String> items = new ArrayList<>();
    value.forEach(item -> items.add(item.isTextual() ? item.textValue() : brief(item.toString())));
    return items.toString();
  }

  private static String brief(String text) {
    if (text.length() <= SHOWN) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return text.substring(0, end) + "...";
  }
}
