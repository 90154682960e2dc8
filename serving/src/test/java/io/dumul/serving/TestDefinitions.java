package io.dumul.serving;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.aggregate.Aggregates;
import io.dumul.core.aggregate.ValueType;
import io.dumul.core.definition.AggregateSpec;
import io.dumul.core.definition.Bucketing;
import io.dumul.core.definition.Bucketing.Unit;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.EventType;
import io.dumul.core.definition.Metric;
import io.dumul.core.definition.MetricIds;
import io.dumul.core.definition.Mode;
import io.dumul.core.definition.Modes;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.definition.TimeRules;
import io.dumul.core.edge.EdgeTable;
import io.dumul.serving.http.Json;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A small domain, made in code. */
final class TestDefinitions {
  static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
  static final String STORE = "/data/store";

  private TestDefinitions() {}

  static Definitions of() {
    return with(List.of());
  }

  /** The same, and tables of edges. */
  static Definitions with(Collection<EdgeTable> tables) {
    return new Definitions(
        List.of(
            new EventType(
                "order", new SchemaVersion(1, 0, 0), "An order.", "orders", schema(), List.of())),
        List.of(
            metric("orders", Unit.HOUR, "store", List.of(STORE), spec("count"), null, null),
            metric(
                "revenue", Unit.DAY, "store", List.of(STORE), spec("sum"), "/data/total", number()),
            metric(
                "customers",
                Unit.DAY,
                "store",
                List.of(STORE),
                spec("distinct"),
                "/subject",
                text()),
            metric("dishes", Unit.DAY, "store", List.of(STORE), topK(), "/data/dish", text()),
            metric("recent", Unit.DAY, "store", List.of(STORE), lastK(), "/data/dish", text()),
            metric(
                "dish-orders",
                Unit.HOUR,
                "store-dish",
                List.of(STORE, "/data/dish"),
                spec("count"),
                null,
                null),
            metric("all-orders", Unit.DAY, "all", List.of(), spec("count"), null, null)),
        new TimeRules(Duration.ofDays(7), Duration.ofMinutes(5)),
        new Modes(
            List.of(
                new Modes.Entry(Mode.BLOCK, Set.of("order"), List.of("/checkout*")),
                new Modes.Entry(Mode.OBSERVE, Set.of("order"), List.of("/labs")))),
        List.of(),
        tables);
  }

  private static ValueType number() {
    return ValueType.NUMBER;
  }

  private static ValueType text() {
    return ValueType.STRING;
  }

  private static AggregateSpec spec(String kind) {
    return new AggregateSpec(kind, Map.of());
  }

  private static AggregateSpec topK() {
    return new AggregateSpec("top-k", Map.of("k", "3"));
  }

  private static AggregateSpec lastK() {
    return new AggregateSpec("last-k", Map.of("k", "3"));
  }

  private static Metric metric(
      String name,
      Unit unit,
      String entity,
      List<String> key,
      AggregateSpec spec,
      @Nullable String value,
      @Nullable ValueType type) {
    return new Metric(
        MetricIds.of(name, 1),
        name,
        1,
        "What " + name + " says.",
        "orders",
        Set.of("order"),
        List.of(),
        entity,
        key.stream().map(JsonPointer::compile).toList(),
        new Bucketing(unit, SEOUL),
        spec,
        value == null ? null : JsonPointer.compile(value),
        type,
        Aggregates.of(spec, type));
  }

  private static JsonNode schema() {
    return Json.MAPPER
        .createObjectNode()
        .put("type", "object")
        .<com.fasterxml.jackson.databind.node.ObjectNode>set(
            "required", Json.MAPPER.valueToTree(List.of("store", "total")))
        .set(
            "properties",
            Json.MAPPER.valueToTree(
                Map.of(
                    "store", Map.of("type", "string"),
                    "dish", Map.of("type", "string"),
                    "total", Map.of("type", "number", "minimum", 0))));
  }

  static Stream<String> names() {
    return of().metrics().stream().map(Metric::name);
  }
}
