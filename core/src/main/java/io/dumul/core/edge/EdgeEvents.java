package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.EventType;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import io.dumul.core.rule.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Mutations as events of the log. Each table has three event types, for inserts, updates and
 * deletes, with a JSON Schema and a rule each, so that the log judges mutations as it judges all
 * events, and metrics may be over them. Nodes and ids are texts there. The rule says that the
 * subject is the one by which all events of an edge share a partition.
 */
public final class EdgeEvents {
  /** What the names of all these types begin with. */
  public static final String PREFIX = "dumul.edge.";

  /** The source of mutations that somebody waits for. */
  public static final String WAITED = "/dumul/graph/sync";

  /** The source of mutations that nobody waits for. */
  public static final String QUEUED = "/dumul/graph/async";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, Kind> kinds = new HashMap<>();

  private record Kind(EdgeTable table, Mutation.Op op) {}

  public EdgeEvents(Iterable<EdgeTable> tables) {
    for (EdgeTable table : tables) {
      for (Mutation.Op op : Mutation.Op.values()) {
        kinds.put(type(table, op), new Kind(table, op));
      }
    }
  }

  /** The event type of such mutations. */
  public static String type(EdgeTable table, Mutation.Op op) {
    String what = op.name().toLowerCase(Locale.ROOT);
    return PREFIX + table.database() + "." + table.name() + "." + what;
  }

  /** The event types of a table. */
  public static List<EventType> types(EdgeTable table) {
    List<EventType> types = new ArrayList<>();
    for (Mutation.Op op : Mutation.Op.values()) {
      types.add(
          new EventType(
              type(table, op),
              new SchemaVersion(1, 0, 0),
              op + " of an edge of " + table.name() + ".",
              "dumul",
              schema(table, op),
              List.of(rule(table))));
    }
    return List.copyOf(types);
  }

  private static Rule rule(EdgeTable table) {
    String subject =
        table.isMulti() ? "'" + EdgeKey.subjectPrefix(table) + "' + data.id" : "data.source";
    String expected = table.isMulti() ? "the table and the id as subject" : "the source as subject";
    return new Rule("subject", "subject == " + subject, expected);
  }

  private static ObjectNode schema(EdgeTable table, Mutation.Op op) {
    ObjectNode schema = NODES.objectNode().put("$id", "urn:" + type(table, op));
    schema.put("type", "object").put("additionalProperties", false);
    ArrayNode required = schema.putArray("required").add("version");
    ObjectNode fields = schema.putObject("properties");
    fields
        .putObject("version")
        .put("type", "integer")
        .put("minimum", Long.MIN_VALUE)
        .put("maximum", Long.MAX_VALUE);
    if (table.id() != null) {
      fields.set("id", table.id().keySchema());
      required.add("id");
    }
    fields.set("source", table.source().keySchema());
    fields.set("target", table.target().keySchema());
    if (!table.isMulti() || op == Mutation.Op.INSERT) {
      required.add("source").add("target");
    }
    if (op != Mutation.Op.DELETE) {
      fields.set("properties", properties(table, op));
    }
    if (op == Mutation.Op.INSERT) {
      required.add("properties");
    }
    return schema;
  }

  private static ObjectNode properties(EdgeTable table, Mutation.Op op) {
    ObjectNode schema = NODES.objectNode().put("type", "object").put("additionalProperties", false);
    ArrayNode required = NODES.arrayNode();
    ObjectNode fields = schema.putObject("properties");
    for (EdgeTable.Property property : table.properties().values()) {
      ObjectNode field = property.kind().schema();
      if (property.nullable()) {
        field.putArray("type").add(property.kind().schemaType()).add("null");
      } else {
        field.put("type", property.kind().schemaType());
        required.add(property.name());
      }
      fields.set(property.name(), field);
    }
    if (op == Mutation.Op.INSERT && !required.isEmpty()) {
      schema.set("required", required);
    }
    return schema;
  }

  /**
   * The event of a mutation.
   *
   * @param source who sends it, a URI reference
   */
  public static byte[] write(EdgeTable table, Mutation mutation, String source, Instant time) {
    ObjectNode event = NODES.objectNode().put("specversion", "1.0");
    event.put("id", mutation.event()).put("source", source);
    event.put("type", type(table, mutation.op())).put("time", time.toString());
    event.put("subject", EdgeKey.of(table, mutation).subject(table));
    event.set("data", data(mutation));
    return EventJson.write(event).getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode data(Mutation mutation) {
    ObjectNode data = NODES.objectNode().put("version", mutation.version());
    node(data, "id", mutation.id());
    node(data, "source", mutation.source());
    node(data, "target", mutation.target());
    if (mutation.op() != Mutation.Op.DELETE) {
      ObjectNode properties = data.putObject("properties");
      mutation.properties().forEach((name, value) -> properties.set(name, ValueKind.json(value)));
    }
    return data;
  }

  private static void node(ObjectNode data, String name, @Nullable Object node) {
    if (node != null) {
      data.put(name, String.valueOf(node));
    }
  }

  /** Whether an event of this type is a mutation of a table. */
  public boolean knows(String type) {
    return kinds.containsKey(type);
  }

  /** The table of an event type that is known. */
  public EdgeTable table(String type) {
    return Objects.requireNonNull(kinds.get(type)).table();
  }

  /**
   * The mutation of an accepted event of a type that is known; null where the event is wrong, and
   * accepted only as such events are observed.
   */
  public @Nullable Mutation read(Event event) {
    Kind kind = Objects.requireNonNull(kinds.get(event.type()));
    try {
      Mutation mutation = read(kind, event);
      EdgeKey key = EdgeKey.of(kind.table(), mutation);
      return key.subject(kind.table()).equals(event.subject()) ? mutation : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Mutation read(Kind kind, Event event) {
    EdgeTable table = kind.table();
    JsonNode data = event.data();
    return new Mutation(
        kind.op(),
        (Long) ValueKind.LONG.read(data.path("version")),
        event.id(),
        key(table.id(), data.path("id")),
        key(table.source(), data.path("source")),
        key(table.target(), data.path("target")),
        properties(table, data.path("properties")));
  }

  static @Nullable Object key(@Nullable ValueKind kind, JsonNode json) {
    return kind == null || json.isMissingNode() || json.isNull() ? null : kind.readKey(json);
  }

  private static Map<String, @Nullable Object> properties(EdgeTable table, JsonNode json) {
    Map<String, @Nullable Object> properties = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      EdgeTable.Property property = table.properties().get(entry.getKey());
      if (property != null) {
        JsonNode value = entry.getValue();
        properties.put(property.name(), value.isNull() ? null : property.kind().read(value));
      }
    }
    return properties;
  }
}
