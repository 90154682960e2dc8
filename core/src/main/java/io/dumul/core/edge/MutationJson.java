package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the mutations of a request: {@code {"mutations": [{"type", "edge"}]}}. */
public final class MutationJson {
  private static final String EXPECTED = "{\"mutations\": [{\"type\": .., \"edge\": {..}}]}";

  private final EdgeTable table;
  private final int most;
  private final Supplier<String> events;
  private final SortedSet<String> ignored = new TreeSet<>();

  /**
   * @param most how many mutations a request may have
   * @param events ids for those that bring none; each is greater than the one before
   */
  public MutationJson(EdgeTable table, int most, Supplier<String> events) {
    this.table = table;
    this.most = most;
    this.events = events;
  }

  /**
   * The mutations, in the order of the request.
   *
   * @throws WrongRequestException where anything is wrong with any of them
   */
  public List<Mutation> read(JsonNode body) {
    JsonNode list = body.path("mutations");
    if (!list.isArray() || list.isEmpty() || list.size() > most) {
      throw new WrongRequestException(
          "mutations", list.isArray() ? list.size() + " items" : "none", "1 to " + most);
    }
    List<Mutation> mutations = new ArrayList<>();
    list.forEach(item -> mutations.add(mutation(item)));
    return mutations;
  }

  /** The names of properties that the table does not have, so they are not kept. */
  public SortedSet<String> ignored() {
    return ignored;
  }

  /** The order in which mutations are put into the log: by version, else as they stand. */
  public static List<Mutation> inLogOrder(List<Mutation> mutations) {
    return mutations.stream().sorted(Comparator.comparingLong(Mutation::version)).toList();
  }

  private Mutation mutation(JsonNode item) {
    Mutation.Op op = op(item.path("type").asText());
    JsonNode edge = item.path("edge");
    if (!edge.isObject()) {
      throw new WrongRequestException("edge", "none", EXPECTED);
    }
    Mutation mutation =
        new Mutation(
            op,
            (Long) value("version", ValueKind.LONG, edge.path("version")),
            event(item.path("event")),
            key("id", table.id(), edge),
            key("source", table.source(), edge),
            key("target", table.target(), edge),
            op == Mutation.Op.DELETE ? Map.of() : properties(op, edge.path("properties")));
    need(mutation);
    return mutation;
  }

  private void need(Mutation mutation) {
    boolean nodes = mutation.source() != null && mutation.target() != null;
    if (table.isMulti() && mutation.id() == null) {
      throw new WrongRequestException("id", "none", "what identifies the edge");
    }
    if (!nodes && (!table.isMulti() || mutation.op() == Mutation.Op.INSERT)) {
      throw new WrongRequestException("source, target", "missing", "both nodes");
    }
  }

  private Mutation.Op op(String name) {
    for (Mutation.Op op : Mutation.Op.values()) {
      if (op.name().equals(name)) {
        if (table.shape() == EdgeTable.Shape.IMMUTABLE_EDGE && op != Mutation.Op.INSERT) {
          throw new WrongRequestException("type", name, "INSERT, as the table is immutable");
        }
        return op;
      }
    }
    throw new WrongRequestException("type", name, "INSERT, UPDATE or DELETE");
  }

  private String event(JsonNode id) {
    if (id.isMissingNode() || id.isNull()) {
      return events.get();
    }
    if (!id.isTextual() || id.textValue().isEmpty() || id.textValue().length() > 128) {
      throw new WrongRequestException("event", id.toString(), "a text of up to 128 characters");
    }
    return id.textValue();
  }

  private static @Nullable Object key(String name, @Nullable ValueKind kind, JsonNode edge) {
    try {
      return EdgeEvents.key(kind, edge.path(name));
    } catch (IllegalArgumentException e) {
      throw new WrongRequestException(name, edge.path(name).toString(), String.valueOf(kind));
    }
  }

  /** Those that the table does not have are nobody's to keep, as in Actionbase. */
  private Map<String, @Nullable Object> properties(Mutation.Op op, JsonNode json) {
    if (!json.isObject() && !json.isMissingNode() && !json.isNull()) {
      throw new WrongRequestException("properties", json.toString(), "an object");
    }
    Map<String, @Nullable Object> properties = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      EdgeTable.Property property = table.properties().get(entry.getKey());
      if (property == null) {
        ignored.add(entry.getKey());
        continue;
      }
      JsonNode value = entry.getValue();
      properties.put(
          property.name(), value.isNull() ? null : value(property.name(), property.kind(), value));
    }
    for (EdgeTable.Property property : table.properties().values()) {
      required(op, property, properties);
    }
    return properties;
  }

  private static void required(
      Mutation.Op op, EdgeTable.Property property, Map<String, @Nullable Object> properties) {
    boolean named = properties.containsKey(property.name());
    boolean missing = named ? properties.get(property.name()) == null : op == Mutation.Op.INSERT;
    if (missing && !property.nullable()) {
      throw new WrongRequestException(property.name(), "no value", property.kind().name());
    }
  }

  private static Object value(String name, ValueKind kind, JsonNode json) {
    try {
      return kind.take(json);
    } catch (IllegalArgumentException e) {
      String found = json.isMissingNode() ? "none" : json.toString();
      throw new WrongRequestException(name, found, kind.name());
    }
  }
}
