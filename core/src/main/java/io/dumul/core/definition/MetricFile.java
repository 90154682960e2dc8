package io.dumul.core.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Aggregates;
import io.dumul.core.event.VerdictEvent;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a metric from its YAML document and checks it against the event types. */
final class MetricFile {
  private static final List<String> KEYS =
      List.of(
          "name",
          "version",
          "description",
          "owner",
          "events",
          "filter",
          "key",
          "bucket",
          "aggregate");
  private static final Map<String, Condition.Test> TESTS =
      new TreeMap<>(
          Map.of(
              "equals", Condition.Test.EQUALS,
              "not-equals", Condition.Test.NOT_EQUALS,
              "in", Condition.Test.IN,
              "at-least", Condition.Test.AT_LEAST,
              "at-most", Condition.Test.AT_MOST,
              "present", Condition.Test.PRESENT,
              "missing", Condition.Test.MISSING));
  private static final Set<String> NUMERIC =
      Set.of("sum", "min", "max", "mean", "variance", "quantiles");

  private final Located file;
  private final Map<String, EventType> types;
  private final Set<String> events = new LinkedHashSet<>();

  private MetricFile(Located file, Map<String, EventType> types) {
    this.file = file;
    this.types = types;
  }

  static Metric read(Located file, Map<String, EventType> types) {
    return new MetricFile(file.object(KEYS), types).metric();
  }

  private Metric metric() {
    String name =
        file.need("name", "a name, as store-views")
            .matching("[a-z][a-z0-9-]{0,63}", "lower-case letters, digits and -, as store-views");
    int version = file.need("version", "an integer >= 1").positive();
    readEvents();
    Located key = file.need("key", "entity and fields").object(List.of("entity", "fields"));
    Located aggregate = file.need("aggregate", "kind and value");
    Located kind = aggregate.need("kind", "the aggregate's kind, as count");
    Located value = aggregate.find("value");
    SchemaField field = value == null ? null : valueField(value, kind.text("text"));
    return new Metric(
        MetricIds.of(name, version),
        name,
        version,
        file.need("description", "one sentence").text("one sentence"),
        file.need("owner", "who answers for it").text("who answers for it"),
        events,
        filter(),
        key.need("entity", "a kind, as store")
            .matching("[a-z][a-z0-9_-]{0,31}", "lower-case letters, digits, _ and -"),
        keyFields(key),
        bucketing(file.need("bucket", "unit and zone").object(List.of("unit", "zone"))),
        spec(aggregate),
        value == null ? null : pointer(value),
        field == null ? null : field.valueType(),
        aggregate(aggregate, kind, field));
  }

  private void readEvents() {
    for (Located event : file.need("events", "event types").list("a list of event types")) {
      String type = event.text("an event type");
      if (!types.containsKey(type)) {
        throw event.wrong("one of " + new TreeSet<>(types.keySet()));
      }
      if (!events.add(type)) {
        throw event.wrong("every event type once");
      }
    }
    if (events.size() > 1 && events.contains(VerdictEvent.TYPE)) {
      throw file.need("events", "").wrong(VerdictEvent.TYPE + " alone, whose time is another");
    }
  }

  private List<Condition> filter() {
    Located filter = file.find("filter");
    List<Condition> conditions = new ArrayList<>();
    if (filter != null) {
      for (Located item : filter.list("a list of {field, test}")) {
        conditions.add(condition(item));
      }
    }
    return List.copyOf(conditions);
  }

  private Condition condition(Located item) {
    List<String> known = new ArrayList<>(List.of("field"));
    known.addAll(TESTS.keySet());
    item.object(known);
    Located field = item.need("field", "a JSON pointer into the event");
    if (item.fields().size() != 2) {
      throw item.wrong("field and one test of " + TESTS.keySet());
    }
    SchemaField type = field(field);
    for (Map.Entry<String, Condition.Test> test : TESTS.entrySet()) {
      Located operand = item.find(test.getKey());
      if (operand != null) {
        return new Condition(
            pointer(field), test.getValue(), operands(test.getValue(), operand, type));
      }
    }
    throw item.wrong("field and one test of " + TESTS.keySet());
  }

  private static List<JsonNode> operands(Condition.Test test, Located operand, SchemaField type) {
    return switch (test) {
      case PRESENT, MISSING -> {
        if (!operand.value().isBoolean() || !operand.value().booleanValue()) {
          throw operand.wrong("true");
        }
        yield List.of();
      }
      case AT_LEAST, AT_MOST -> {
        if (!operand.value().isNumber() || !type.numeric()) {
          throw operand.wrong("a number, to compare with a field of type number or integer");
        }
        yield List.of(operand.value());
      }
      case IN -> operand.list("a list of values").stream().map(item -> like(item, type)).toList();
      case EQUALS, NOT_EQUALS -> List.of(like(operand, type));
    };
  }

  /** The operand, which is of a type that the field may have. */
  private static JsonNode like(Located operand, SchemaField type) {
    JsonNode value = operand.value();
    boolean fits =
        (value.isTextual() && type.types().contains("string"))
            || (value.isBoolean() && type.types().contains("boolean"))
            || (value.isNumber()
                && (type.types().contains("number") || type.types().contains("integer")));
    if (!fits) {
      throw operand.wrong("a value of the field's type " + type.types());
    }
    return value;
  }

  private List<JsonPointer> keyFields(Located key) {
    Located fields = key.find("fields");
    String kind = key.need("entity", "").value().asText();
    if (kind.equals("all")) {
      if (fields != null && !fields.items().isEmpty()) {
        throw fields.wrong("no fields, since the entity all has one key only");
      }
      return List.of();
    }
    List<JsonPointer> pointers = new ArrayList<>();
    for (Located field : key.need("fields", "JSON pointers into the event").list("JSON pointers")) {
      bounded(field, field(field));
      pointers.add(pointer(field));
    }
    return List.copyOf(pointers);
  }

  private SchemaField valueField(Located value, String kind) {
    SchemaField field = field(value);
    if (NUMERIC.contains(kind) && !field.numeric()) {
      throw value.wrong("a field of type number or integer, found " + field.types());
    }
    if (!kind.equals("distinct")) {
      bounded(value, field);
    }
    return field;
  }

  private static void bounded(Located where, SchemaField field) {
    if (!field.bounded()) {
      throw where.wrong(
          "a field whose schema says maxLength up to "
              + SchemaField.LONGEST
              + ", since it is stored");
    }
  }

  /** What all named events' schemas say of a scalar field; they must say the same. */
  private SchemaField field(Located where) {
    JsonPointer pointer = pointer(where);
    SchemaField all = null;
    for (String event : events) {
      SchemaField one =
          SchemaField.find(Objects.requireNonNull(types.get(event)).schema(), pointer);
      if (one == null) {
        throw where.wrong("a property in the schema of " + event);
      }
      if (one.valueType() == null) {
        throw where.wrong("a field of one scalar type in the schema of " + event);
      }
      if (all != null && all.valueType() != one.valueType()) {
        throw where.wrong("one type in the schemas of all events, found " + all.with(one).types());
      }
      all = all == null ? one : all.with(one);
    }
    return Objects.requireNonNull(all);
  }

  private static JsonPointer pointer(Located where) {
    try {
      return JsonPointer.compile(where.text("a JSON pointer into the event, as /data/store_id"));
    } catch (IllegalArgumentException e) {
      throw where.wrong("a JSON pointer into the event, as /data/store_id");
    }
  }

  private static Bucketing bucketing(Located bucket) {
    Located unit = bucket.need("unit", "hour or day");
    Located zone = bucket.need("zone", "a time zone, as Asia/Seoul");
    String name = zone.text("a time zone, as Asia/Seoul");
    if (!name.equals("UTC") && !ZoneId.getAvailableZoneIds().contains(name)) {
      throw zone.wrong("a time zone of the IANA database, as Asia/Seoul or UTC");
    }
    try {
      return new Bucketing(
          switch (unit.text("hour or day")) {
            case "hour" -> Bucketing.Unit.HOUR;
            case "day" -> Bucketing.Unit.DAY;
            default -> throw unit.wrong("hour or day");
          },
          ZoneId.of(name));
    } catch (DateTimeException e) {
      throw zone.wrong("a time zone of the IANA database, as Asia/Seoul or UTC");
    }
  }

  private static AggregateSpec spec(Located aggregate) {
    Map<String, String> parameters = new TreeMap<>();
    aggregate
        .fields()
        .forEach(
            (name, value) -> {
              if (!name.equals("kind") && !name.equals("value")) {
                parameters.put(name, parameter(value));
              }
            });
    return new AggregateSpec(aggregate.need("kind", "").text("text"), Map.copyOf(parameters));
  }

  /** A parameter as text; a list is joined by commas. */
  private static String parameter(Located value) {
    if (!value.value().isArray()) {
      return value.value().asText();
    }
    return String.join(",", value.items().stream().map(item -> item.value().asText()).toList());
  }

  private static Aggregate<?> aggregate(
      Located aggregate, Located kind, @Nullable SchemaField field) {
    AggregateSpec spec = spec(aggregate);
    try {
      return Aggregates.of(spec, field == null ? null : field.valueType());
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      Located where = aggregate.fields().getOrDefault(named(message), kind);
      throw new DefinitionException(
          where.file() + ":" + where.line() + ": aggregate." + message, e);
    }
  }

  /** The key that a message of {@link Aggregates} speaks of. */
  private static String named(String message) {
    String[] words = message.split(":? ", 3);
    return words[0].equals("parameter") && words.length > 1 ? words[1] : words[0];
  }
}
