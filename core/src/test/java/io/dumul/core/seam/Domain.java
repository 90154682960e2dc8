package io.dumul.core.seam;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dumul.core.aggregate.Aggregates;
import io.dumul.core.aggregate.ValueType;
import io.dumul.core.definition.AggregateSpec;
import io.dumul.core.definition.Bucketing;
import io.dumul.core.definition.Bucketing.Unit;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.EventType;
import io.dumul.core.definition.Metric;
import io.dumul.core.definition.MetricIds;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.definition.TimeRules;
import io.dumul.core.view.Entity;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The definitions of the simulation: one event type, four metrics in two time zones. */
final class Domain {
  static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
  static final ZoneId UTC = ZoneOffset.UTC;
  static final TimeRules TIME = new TimeRules(Duration.ofHours(24), Duration.ofHours(1));
  static final List<String> SUBJECTS = List.of("u0", "u1", "u2", "u3", "u4");
  static final List<String> STORES = List.of("s0", "s1", "s2");

  static final Metric ORDERS =
      metric("orders", "count", "store", "/data/store", new Bucketing(Unit.HOUR, UTC), null);
  static final Metric REVENUE =
      metric(
          "revenue", "sum", "store", "/data/store", new Bucketing(Unit.DAY, SEOUL), "/data/price");
  static final Metric LATEST =
      metric("latest", "last", "user", "/subject", new Bucketing(Unit.DAY, UTC), "/data/price");
  static final Metric ALL =
      metric("all", "count", "all", null, new Bucketing(Unit.DAY, SEOUL), null);

  static final Definitions DEFINITIONS =
      new Definitions(
          List.of(
              new EventType(
                  "order",
                  new SchemaVersion(1, 0, 0),
                  "An order.",
                  "simulation",
                  schema(),
                  List.of())),
          List.of(ORDERS, REVENUE, LATEST, ALL),
          TIME);

  private Domain() {}

  /** The entities that have a value of a metric. */
  static List<Entity> entities(Metric metric) {
    return switch (metric.entity()) {
      case "store" -> STORES.stream().map(store -> new Entity("store", List.of(store))).toList();
      case "user" -> SUBJECTS.stream().map(user -> new Entity("user", List.of(user))).toList();
      default -> List.of(new Entity("all", List.of()));
    };
  }

  private static Metric metric(
      String name,
      String kind,
      String entity,
      @Nullable String key,
      Bucketing bucketing,
      @Nullable String value) {
    AggregateSpec spec = new AggregateSpec(kind, Map.of());
    return new Metric(
        MetricIds.of(name, 1),
        name,
        1,
        name,
        "simulation",
        Set.of("order"),
        List.of(),
        entity,
        key == null ? List.of() : List.of(JsonPointer.compile(key)),
        bucketing,
        spec,
        value == null ? null : JsonPointer.compile(value),
        value == null ? null : ValueType.NUMBER,
        Aggregates.of(spec, value == null ? null : ValueType.NUMBER));
  }

  private static JsonNode schema() {
    try {
      return new ObjectMapper()
          .readTree(
              """
              {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
               "required":["store","price"],
               "properties":{"store":{"type":"string"},"price":{"type":"number"}}}\
              """);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
