package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A metric as its YAML says, read anew and interpreted plainly. */
record RecountMetric(
    String name,
    String kind,
    JsonNode definition,
    List<String> events,
    List<JsonPointer> key,
    @Nullable JsonPointer value,
    String type,
    boolean daily,
    ZoneId zone) {
  private static final YAMLMapper YAML = new YAMLMapper();

  static List<RecountMetric> readAll(Path folder, Map<String, JsonNode> schemas) {
    List<RecountMetric> metrics = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("metrics"))) {
      for (Path file : files.sorted().toList()) {
        metrics.add(of(YAML.readTree(file.toFile()), schemas));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": cannot be read", e);
    }
    return metrics;
  }

  private static RecountMetric of(JsonNode definition, Map<String, JsonNode> schemas) {
    List<String> events = texts(definition.path("events"));
    String value = definition.at("/aggregate/value").asText("");
    JsonNode schema = schemas.get(events.get(0));
    String in =
        value.startsWith("/data/") ? "/properties" + value.substring("/data".length()) : "/?";
    String type = schema == null ? "" : schema.at(in).path("type").asText("");
    return new RecountMetric(
        definition.path("name").asText(),
        definition.at("/aggregate/kind").asText(),
        definition,
        events,
        texts(definition.at("/key/fields")).stream().map(JsonPointer::compile).toList(),
        value.isEmpty() ? null : JsonPointer.compile(value),
        type,
        definition.at("/bucket/unit").asText().equals("day"),
        ZoneId.of(definition.at("/bucket/zone").asText()));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return List.copyOf(texts);
  }

  boolean numeric() {
    return type.equals("number") || type.equals("integer");
  }

  String entity() {
    return definition.at("/key/entity").asText();
  }

  /** How many moments or items are kept. */
  int kept() {
    return kind.endsWith("-k") ? definition.at("/aggregate/k").asInt(10) : 1;
  }

  List<String> ranks() {
    JsonNode ranks = definition.at("/aggregate/ranks");
    return ranks.isArray() ? texts(ranks) : List.of("0.5", "0.9", "0.99");
  }

  long bucket(Instant time) {
    return daily
        ? time.atZone(zone).toLocalDate().atStartOfDay(zone).toEpochSecond()
        : time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toEpochSecond();
  }

  boolean takes(JsonNode event) {
    for (JsonNode condition : definition.path("filter")) {
      if (!holds(condition, event.at(condition.path("field").asText()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(JsonNode condition, JsonNode found) {
    boolean absent = found.isMissingNode() || found.isNull();
    if (condition.has("missing")) {
      return absent;
    }
    if (absent || condition.has("present")) {
      return !absent;
    }
    if (condition.has("at-least")) {
      return found.isNumber()
          && found.decimalValue().compareTo(condition.get("at-least").decimalValue()) >= 0;
    }
    if (condition.has("at-most")) {
      return found.isNumber()
          && found.decimalValue().compareTo(condition.get("at-most").decimalValue()) <= 0;
    }
    if (condition.has("in")) {
      for (JsonNode one : condition.get("in")) {
        if (same(one, found)) {
          return true;
        }
      }
      return false;
    }
    return condition.has("equals")
        ? same(condition.get("equals"), found)
        : !same(condition.get("not-equals"), found);
  }

  private static boolean same(JsonNode left, JsonNode right) {
    boolean numbers = left.isNumber() && right.isNumber();
    return numbers ? left.decimalValue().compareTo(right.decimalValue()) == 0 : left.equals(right);
  }

  /** The entity's key; null where the event has none. */
  @Nullable List<String> key(JsonNode event) {
    List<String> values = new ArrayList<>();
    for (JsonPointer field : key) {
      String value = text(event.at(field));
      if (value == null || (event.at(field).isTextual() && value.length() > 512)) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  /** What is aggregated; empty for count; null where the event has none of the schema's type. */
  @Nullable String value(JsonNode event) {
    if (value == null) {
      return "";
    }
    JsonNode found = event.at(value);
    boolean fits =
        switch (type) {
          case "number", "integer" -> found.isNumber();
          case "boolean" -> found.isBoolean();
          default -> found.isTextual();
        };
    return fits ? text(found) : null;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? node.asText() : null;
  }
}
