package io.dumul.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The shared cases of interactions: tables, steps and what must come of them. */
public final class InteractionCases {
  /** The database of the cases' tables. */
  public static final String DATABASE = "cases";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> STEPS =
      Set.of(
          "mutate",
          "get",
          "ids",
          "count",
          "scan",
          "agg",
          "wal",
          "cdc",
          "scan_delete",
          "advance_clock");

  private InteractionCases() {}

  /** The file of the cases; null where it is not there. */
  public static @Nullable Path file() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("../shared/cases/interactions.jsonl").normalize();
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }

  private static List<JsonNode> lines(String kind) {
    try {
      List<JsonNode> lines = new ArrayList<>();
      for (String line : Files.readAllLines(Objects.requireNonNull(file()))) {
        JsonNode node = MAPPER.readTree(line);
        if (node.path("kind").asText().equals(kind)) {
          lines.add(node);
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases whose steps are all of a kind that is known here. */
  public static List<JsonNode> cases() {
    return lines("case").stream()
        .filter(
            one ->
                StreamSupport.stream(one.path("steps").spliterator(), false)
                    .allMatch(step -> STEPS.contains(step.path("op").asText())))
        .toList();
  }

  /** Its steps where mutations are folded at once, so that what is queued may be readable. */
  public static JsonNode stepsAtOnce(JsonNode one) {
    return one.path("id").asText().equals("AB-070")
        ? MAPPER.createArrayNode().add(one.at("/steps/0"))
        : one.path("steps");
  }

  static JsonNode one(String id) {
    List<JsonNode> all = new ArrayList<>(lines("case"));
    all.addAll(lines("property"));
    return all.stream().filter(one -> one.path("id").asText().equals(id)).findFirst().orElseThrow();
  }

  /** Writes the tables of the cases as definitions. */
  public static void tables(Path folder) {
    try {
      Files.createDirectories(folder);
      for (JsonNode schema : lines("schema")) {
        String name = schema.path("table").asText();
        Files.writeString(
            folder.resolve("case-" + name + ".yaml"), MAPPER.writeValueAsString(table(schema)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tables alone, without any event types or metrics. */
  public static Definitions definitions(Path folder) {
    try {
      tables(folder.resolve("tables"));
      Files.createDirectories(folder.resolve("events"));
      Files.createDirectories(folder.resolve("metrics"));
      Files.writeString(folder.resolve("time.yaml"), "lateness: P3D\nahead: PT5M\n");
      return DefinitionFiles.load(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode table(JsonNode line) {
    ObjectNode table = MAPPER.createObjectNode().put("database", DATABASE);
    table.put("table", line.path("table").asText()).put("comment", "A table of the cases.");
    table.put("mode", line.path("mode").asText());
    ObjectNode schema = table.putObject("schema").put("type", line.path("type").asText());
    for (String key : List.of("id", "source", "target")) {
      if (line.has(key)) {
        schema.putObject(key).put("type", line.path(key).asText());
      }
    }
    schema.set("properties", line.path("properties"));
    schema.put("direction", line.path("direction").asText());
    ArrayNode indexes = schema.putArray("indexes");
    for (JsonNode index : line.path("indexes")) {
      ArrayNode fields =
          indexes.addObject().put("index", index.path("index").asText()).putArray("fields");
      for (JsonNode field : index.path("fields")) {
        fields
            .addObject()
            .put("field", field.path(0).asText())
            .put("order", field.path(1).asText());
      }
    }
    ArrayNode groups = schema.putArray("groups");
    for (JsonNode group : line.path("groups")) {
      ObjectNode copy = group.deepCopy();
      copy.set("directionType", copy.remove("direction"));
      groups.add(copy);
    }
    return table;
  }

  /** Runs the steps, each against what it expects. */
  public static void run(JsonNode steps, InteractionApi api) {
    Map<String, String> pages = new HashMap<>();
    for (JsonNode step : steps) {
      String op = step.path("op").asText();
      if (op.equals("advance_clock")) {
        api.advance(Duration.ofMillis(step.path("millis").asLong()));
        continue;
      }
      if (op.equals("wal") || op.equals("cdc")) {
        long records = api.records(op);
        if (records >= 0) {
          assertThat(records).as("%s", step).isEqualTo(step.at("/expect/records").asLong());
        }
        continue;
      }
      JsonNode answer =
          op.equals("mutate")
              ? api.mutate(step.path("table").asText(), (ArrayNode) step.path("items"))
              : api.ask(step, pages.getOrDefault(step.path("offset_of").asText(), ""));
      if (step.has("label")) {
        pages.put(step.path("label").asText(), answer.path("offset").asText());
      }
      check(step, answer);
    }
  }

  private static void check(JsonNode step, JsonNode answer) {
    JsonNode expect = step.path("expect");
    String what = step + "\n-> " + answer;
    for (Map.Entry<String, JsonNode> one : expect.properties()) {
      switch (one.getKey()) {
        case "order" -> {
          String end = step.path("direction").asText().equals("IN") ? "source" : "target";
          assertThat(texts(answer.path("edges"), end))
              .as(what)
              .isEqualTo(texts(one.getValue(), ""));
        }
        case "ids" ->
            assertThat(texts(answer.path("edges"), "id"))
                .as(what)
                .isEqualTo(texts(one.getValue(), ""));
        case "values" -> values(one.getValue(), answer.path("groups"), what);
        default -> holds(one.getValue(), answer.path(one.getKey()), what);
      }
    }
  }

  private static void values(JsonNode expected, JsonNode groups, String what) {
    Map<String, Long> found = new HashMap<>();
    groups.forEach(one -> found.put(one.path("start").asText(), one.path("value").asLong()));
    expected
        .properties()
        .forEach(
            one ->
                assertThat(found.getOrDefault(one.getKey(), 0L))
                    .as(what)
                    .isEqualTo(one.getValue().asLong()));
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(item -> (field.isEmpty() ? item : item.path(field)).asText())
        .toList();
  }

  /** What is expected is there; objects may have more. */
  private static void holds(JsonNode expected, JsonNode found, String what) {
    if (expected.isObject()) {
      expected.properties().forEach(one -> holds(one.getValue(), found.path(one.getKey()), what));
    } else if (expected.isArray()) {
      assertThat(found.size()).as(what).isEqualTo(expected.size());
      for (int i = 0; i < expected.size(); i++) {
        holds(expected.path(i), found.path(i), what);
      }
    } else {
      assertThat(found.isMissingNode() ? "(missing)" : found.asText())
          .as(what)
          .isEqualTo(expected.asText());
    }
  }
}
