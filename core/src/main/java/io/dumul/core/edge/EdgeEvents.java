package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.DefinitionException;
import io.dumul.core.definition.EventType;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.definition.TableDocument;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import io.dumul.core.rule.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Mutations as events of the log. Each table has three event types, for inserts, updates and
 * deletes, with a JSON Schema and a rule each, so that the log judges mutations as it judges all
 * events, and metrics may be over them. Nodes and ids are texts there. The rule says that the
 * subject is the one by which all events of an edge share a partition.
 *
 * <p>Tables that were made while the system runs share three types. Each of their events brings its
 * table along, so every layer judges it alike, whenever and whether it has heard of the table.
 */
public final class EdgeEvents {
  /** What the names of all these types begin with. */
  public static final String PREFIX = "dumul.edge.";

  /** The source of mutations that somebody waits for. */
  public static final String WAITED = "/dumul/graph/sync";

  /** The source of mutations that nobody waits for. */
  public static final String QUEUED = "/dumul/graph/async";

  private static final String TABLE = "table";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** How many tables are remembered that events brought along. */
  private static final int REMEMBERED = 10_000;

  private static final int LONGEST_DOCUMENT = 1 << 16;

  private final Map<String, Kind> kinds = new HashMap<>();
  private final Map<String, Mutation.Op> shared = new HashMap<>();
  private final Map<String, EdgeTable> brought = new ConcurrentHashMap<>();

  private record Kind(EdgeTable table, Mutation.Op op) {}

  public EdgeEvents(Iterable<EdgeTable> tables) {
    for (EdgeTable table : tables) {
      for (Mutation.Op op : Mutation.Op.values()) {
        kinds.put(type(table, op), new Kind(table, op));
        shared.put(PREFIX + name(op), op);
      }
    }
  }

  /** The event type of such mutations. */
  public static String type(EdgeTable table, Mutation.Op op) {
    return table.created() == null ? PREFIX + table.fullName() + "." + name(op) : PREFIX + name(op);
  }

  /** The event types of mutations that bring their table along. */
  public static List<String> shared() {
    return Stream.of(Mutation.Op.values()).map(op -> PREFIX + name(op)).toList();
  }

  private static String name(Mutation.Op op) {
    return op.name().toLowerCase(Locale.ROOT);
  }

  /** The event types of tables that are declared, and of those that may be made. */
  public static List<EventType> types(Collection<EdgeTable> declared) {
    List<EventType> types = new ArrayList<>();
    declared.forEach(table -> types.addAll(types(table)));
    for (Mutation.Op op : declared.isEmpty() ? new Mutation.Op[0] : Mutation.Op.values()) {
      types.add(
          new EventType(
              PREFIX + name(op),
              new SchemaVersion(1, 0, 0),
              op + " of an edge of a table that it brings along.",
              "dumul",
              sharedSchema(op),
              List.of()));
    }
    return types;
  }

  private static ObjectNode sharedSchema(Mutation.Op op) {
    ObjectNode schema = NODES.objectNode().put("$id", "urn:" + PREFIX + name(op));
    schema.put("type", "object").put("additionalProperties", false);
    schema.putArray("required").add("version").add(TABLE);
    ObjectNode fields = schema.putObject("properties");
    version(fields);
    fields.putObject(TABLE).put("type", "string").put("maxLength", LONGEST_DOCUMENT);
    for (String key : List.of("id", "source", "target")) {
      fields.set(key, ValueKind.STRING.keySchema());
    }
    fields.putObject("properties").put("type", "object");
    return schema;
  }

  private static void version(ObjectNode fields) {
    fields
        .putObject("version")
        .put("type", "integer")
        .put("minimum", Long.MIN_VALUE)
        .put("maximum", Long.MAX_VALUE);
  }

  private static List<EventType> types(EdgeTable table) {
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
    version(fields);
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
    ObjectNode data = data(mutation);
    if (table.created() != null) {
      data.put(TABLE, table.created().document());
    }
    event.set("data", data);
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
    return kinds.containsKey(type) || shared.containsKey(type);
  }

  /** The table of an event that is a mutation. */
  public EdgeTable table(Event event) {
    return Objects.requireNonNull(kind(event)).table();
  }

  /**
   * The mutation of an accepted event of a type that is known; null where the event is wrong, and
   * accepted only as such events are observed, or as they bring their table along.
   */
  public @Nullable Mutation read(Event event) {
    Kind kind = kind(event);
    if (kind == null) {
      return null;
    }
    try {
      Mutation mutation = read(kind, event);
      EdgeKey key = EdgeKey.of(kind.table(), mutation);
      boolean right = kind.table().created() == null || isWhole(kind.table(), mutation);
      return right && key.subject(kind.table()).equals(event.subject()) ? mutation : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Null where it brings no table along that can be read. */
  private @Nullable Kind kind(Event event) {
    Kind declared = kinds.get(event.type());
    Mutation.Op op = shared.get(event.type());
    EdgeTable table =
        declared == null && op != null ? brought(event.data().path(TABLE).asText()) : null;
    return table == null || op == null ? declared : new Kind(table, op);
  }

  private @Nullable EdgeTable brought(String document) {
    EdgeTable known = brought.get(document);
    if (known != null) {
      return known;
    }
    try {
      EdgeTable table = TableDocument.read(document);
      if (brought.size() >= REMEMBERED) {
        brought.clear();
      }
      brought.put(document, table);
      return table;
    } catch (DefinitionException e) {
      return null;
    }
  }

  /** What the schema of a declared table's type says of nodes and properties. */
  private static boolean isWhole(EdgeTable table, Mutation mutation) {
    boolean nodes = mutation.source() != null && mutation.target() != null;
    if (!nodes && (!table.isMulti() || mutation.op() == Mutation.Op.INSERT)) {
      return false;
    }
    return table.properties().values().stream()
        .filter(property -> !property.nullable())
        .allMatch(
            property ->
                mutation.properties().get(property.name()) != null
                    || mutation.op() == Mutation.Op.DELETE
                    || (mutation.op() == Mutation.Op.UPDATE
                        && !mutation.properties().containsKey(property.name())));
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
