package io.dumul.serving.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.Definitions;
import io.dumul.core.view.Merge;
import io.dumul.serving.answer.Answers.Answer;
import io.dumul.serving.answer.Answers.Answered;
import io.dumul.serving.http.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the answers of the metrics on quality together. */
final class QualityReport {
  /** Names of defects stand under this one, whether for all apps or for one. */
  static final String DEFECTS = "quality-defects";

  /** What figures are told by. */
  static final List<String> KINDS = List.of("type", "source", "app");

  private static final int DIGITS = 4;

  private final @Nullable String app;
  private final Map<String, Answer> whole = new HashMap<>();
  private final ObjectNode json = Json.object();

  QualityReport(@Nullable String app, Answered whole) {
    this.app = app;
    for (Answer answer : whole.answers()) {
      String name = answer.question().metric().name();
      this.whole.put(app == null ? name : name.replace("quality-app-", "quality-"), answer);
    }
  }

  ObjectNode json() {
    return json;
  }

  /** The items of a list that were found most often. */
  List<String> names(String metric, int most) {
    List<String> names = new ArrayList<>();
    Answer answer = whole.get(metric);
    if (answer != null) {
      value(answer).forEach(item -> names.add(item.path("item").asText()));
    }
    return names.subList(0, Math.min(most, names.size()));
  }

  /** With the second round's answers, of which each is known by its metric and key. */
  QualityReport with(Answered told, List<Answer> parts, Definitions definitions) {
    Map<String, JsonNode> values = new HashMap<>();
    for (Answer part : parts) {
      values.put(part.question().metric().name() + part.question().entity().key(), value(part));
    }
    Answer received = answer("quality-received");
    json.put("from", Instant.ofEpochSecond(received.question().range().from()).toString());
    json.put("to", Instant.ofEpochSecond(received.question().range().to()).toString());
    if (app != null) {
      json.put("app", app);
    }
    figures(json, value(received).asLong(), value(answer("quality-passed")).asLong());
    json.set("hours", hours());
    json.set("defects", defects(values));
    for (String kind : KINDS) {
      if (app == null) {
        json.set(kind + "s", kinds(kind, values));
      }
    }
    Answer clocks = whole.get("quality-clocks");
    if (clocks != null) {
      ArrayNode users = json.putArray("clocks");
      value(clocks)
          .forEach(
              item ->
                  users
                      .addObject()
                      .put("subject", item.path("item").asText())
                      .put("events", item.path("count").asLong()));
    }
    json.set("receipt", Receipt.of(told.state(), definitions.hash()));
    return this;
  }

  private Answer answer(String name) {
    return java.util.Objects.requireNonNull(whole.get(name));
  }

  private static JsonNode value(Answer answer) {
    return answer.total().merged().value();
  }

  /** The share of those that passed; null where nothing came. */
  private static ObjectNode figures(ObjectNode json, long received, long passed) {
    json.put("received", received).put("passed", passed);
    json.put(
        "quality",
        received == 0
            ? null
            : BigDecimal.valueOf(passed)
                .divide(BigDecimal.valueOf(received), DIGITS, RoundingMode.FLOOR));
    return json;
  }

  private ArrayNode hours() {
    SortedMap<Long, Merge.Parts> received = answer("quality-received").buckets();
    SortedMap<Long, Merge.Parts> passed = answer("quality-passed").buckets();
    SortedMap<Long, Merge.Parts> all = new TreeMap<>(received);
    ArrayNode hours = Json.MAPPER.createArrayNode();
    all.forEach(
        (hour, parts) ->
            figures(
                hours.addObject().put("from", Instant.ofEpochSecond(hour).toString()),
                parts.merged().value().asLong(),
                passed.containsKey(hour) ? passed.get(hour).merged().value().asLong() : 0));
    return hours;
  }

  private ArrayNode kinds(String kind, Map<String, JsonNode> values) {
    List<ObjectNode> rows = new ArrayList<>();
    for (String name : names("quality-" + kind + "s", Integer.MAX_VALUE)) {
      long received = found(values, "quality-" + kind + "-received", List.of(name)).asLong();
      long passed = found(values, "quality-" + kind + "-passed", List.of(name)).asLong();
      if (received > 0) {
        rows.add(figures(Json.object().put("name", name), received, passed));
      }
    }
    return sorted(rows, "received");
  }

  private ArrayNode defects(Map<String, JsonNode> values) {
    List<ObjectNode> rows = new ArrayList<>();
    Answer defects = answer(DEFECTS);
    for (JsonNode item : value(defects)) {
      String name = item.path("item").asText();
      List<String> key = app == null ? List.of(name) : List.of(name, app);
      String prefix = app == null ? "quality-defect-" : "quality-defect-app-";
      long events =
          app == null
              ? found(values, "quality-defect-count", key).asLong()
              : item.path("count").asLong();
      if (events > 0) {
        rows.add(
            named(name)
                .put("events", events)
                .put("first_seen", found(values, prefix + "first", key).textValue())
                .put("last_seen", found(values, prefix + "last", key).textValue()));
      }
    }
    return sorted(rows, "events");
  }

  /** A defect is its event type, its failure and its place, joined by spaces. */
  private static ObjectNode named(String defect) {
    String[] parts = defect.split(" ", 3);
    return Json.object()
        .put("event_type", parts[0])
        .put("failure", parts.length > 1 ? parts[1] : "")
        .put("path", parts.length > 2 ? parts[2] : "");
  }

  private static JsonNode found(Map<String, JsonNode> values, String metric, List<String> key) {
    JsonNode value = values.get(metric + key);
    return value == null ? Json.MAPPER.missingNode() : value;
  }

  private static ArrayNode sorted(List<ObjectNode> rows, String by) {
    rows.sort(Comparator.comparingLong((ObjectNode row) -> row.path(by).asLong()).reversed());
    return Json.MAPPER.createArrayNode().addAll(rows);
  }
}
