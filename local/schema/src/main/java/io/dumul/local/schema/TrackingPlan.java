package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What apps send, and when: every event type as its file tells it, for people.
 *
 * @param coverage where events were seen; null where nobody asked
 */
record TrackingPlan(List<Entry> entries, @Nullable Coverage coverage) {

  /**
   * One event type.
   *
   * @param trigger when it is sent; empty where the file does not say
   * @param status draft, published or deprecated
   * @param supersedes which older versions are read as this one, and how, in words
   * @param example data of such an event, JSON; empty where the file has none
   */
  record Entry(
      String type,
      String title,
      String description,
      String trigger,
      String owner,
      String version,
      String status,
      List<Property> properties,
      List<Rule> rules,
      List<String> supersedes,
      String example) {}

  /**
   * One field of the data.
   *
   * @param name its path, as {@code items[].price}
   * @param type its type and what bounds it, in words
   */
  record Property(String name, String type, boolean required, String description) {}

  /** What the data must fulfil beyond its schema. */
  record Rule(String id, String message) {}

  /** The plan of event types by name, as their files tell them. */
  static TrackingPlan of(Map<String, JsonNode> types) {
    List<Entry> entries = new ArrayList<>();
    types.forEach((type, schema) -> entries.add(entry(type, schema)));
    return new TrackingPlan(entries, null);
  }

  TrackingPlan with(Coverage seen) {
    return new TrackingPlan(entries, seen);
  }

  /** Where an event was seen, in words by platform; empty where nobody asked. */
  Map<String, String> seen(Entry entry) {
    return coverage == null ? Map.of() : coverage.words(entry.type());
  }

  private static Entry entry(String type, JsonNode schema) {
    List<Property> properties = new ArrayList<>();
    properties("", schema, schema, properties, 0);
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : schema.path("x-rules")) {
      rules.add(new Rule(rule.path("id").asText(), rule.path("message").asText()));
    }
    List<String> supersedes = new ArrayList<>();
    schema.path("x-supersedes").forEach(older -> supersedes.add(superseded(older)));
    JsonNode example = schema.path("examples").path(0);
    return new Entry(
        type,
        schema.path("title").asText(),
        schema.path("description").asText(),
        schema.path("x-trigger").asText(""),
        schema.path("x-owner").asText(),
        schema.path("x-version").asText(),
        schema.path("x-status").asText("published"),
        properties,
        rules,
        supersedes,
        example.isMissingNode() ? "" : example.toPrettyString());
  }

  private static String superseded(JsonNode older) {
    List<String> steps = new ArrayList<>();
    for (JsonNode step : older.path("steps")) {
      Map.Entry<String, JsonNode> first = step.properties().iterator().next();
      JsonNode to = step.has("to") ? step.path("to") : step.path("value");
      String text = first.getKey() + " " + first.getValue().asText();
      steps.add(to.isMissingNode() ? text : text + " to " + to.asText());
    }
    String how = steps.isEmpty() ? "as it is" : String.join(", ", steps);
    return older.path("version").asText() + " and before it in its model: " + how;
  }

  private static void properties(
      String path, JsonNode root, JsonNode schema, List<Property> to, int depth) {
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      JsonNode inner = resolved(root, field.getValue());
      String name = path + field.getKey();
      String description = field.getValue().path("description").asText();
      to.add(new Property(name, type(inner), required.contains(field.getKey()), description));
      if (depth < 8) {
        properties(name + ".", root, inner, to, depth + 1);
        properties(name + "[].", root, resolved(root, inner.path("items")), to, depth + 1);
      }
    }
  }

  private static JsonNode resolved(JsonNode root, JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.startsWith("#/") ? root.at(reference.substring(1)) : schema;
  }

  private static String type(JsonNode schema) {
    if (schema.has("enum")) {
      List<String> values = new ArrayList<>();
      schema.get("enum").forEach(value -> values.add(value.asText()));
      return "one of " + String.join(", ", values);
    }
    StringBuilder text = new StringBuilder(schema.path("type").asText("any"));
    bound(text, schema, "format", ", ");
    bound(text, schema, "minimum", ", from ");
    bound(text, schema, "maximum", " to ");
    bound(text, schema, "maxLength", ", at most ");
    bound(text, schema, "pattern", ", as ");
    return text.toString();
  }

  private static void bound(StringBuilder text, JsonNode schema, String keyword, String before) {
    if (schema.has(keyword)) {
      text.append(before).append(schema.get(keyword).asText());
    }
  }
}
