package io.dumul.core.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers as JSON, in the shape of Actionbase's API v3. */
public final class EdgeJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private EdgeJson() {}

  public static ObjectNode frame(EdgeFrame frame) {
    ObjectNode json = NODES.objectNode();
    ArrayNode edges = json.putArray("edges");
    frame.edges().forEach(edge -> edges.add(edge(edge)));
    json.put("count", frame.edges().size()).put("total", frame.total());
    json.put("offset", frame.offset()).put("hasNext", frame.offset() != null);
    json.putObject("context");
    return json;
  }

  public static ObjectNode edge(LiveEdge edge) {
    ObjectNode json = NODES.objectNode().put("version", edge.version());
    if (edge.id() != null) {
      json.set("id", ValueKind.json(edge.id()));
    }
    json.set("source", ValueKind.json(edge.source()));
    json.set("target", ValueKind.json(edge.target()));
    ObjectNode properties = json.putObject("properties");
    if (edge.id() != null) {
      properties.set("_id", ValueKind.json(edge.id())); // where Actionbase has it
    }
    properties.setAll(properties(edge));
    json.putObject("context");
    return json;
  }

  /** The count of one node. */
  public static ObjectNode count(Direction direction, Map<Object, Long> counts) {
    return counts(direction, counts, "count").get(0);
  }

  /** The counts of some nodes. */
  public static ObjectNode counts(Direction direction, Map<Object, Long> counts) {
    return list("counts", counts(direction, counts, "count"));
  }

  /** The sums of a group. */
  public static ObjectNode groups(Direction direction, Map<Object, Long> sums) {
    return list("groups", counts(direction, sums, "value"));
  }

  /** The properties of an edge. */
  public static ObjectNode properties(LiveEdge edge) {
    ObjectNode properties = NODES.objectNode();
    edge.properties().forEach((name, value) -> properties.set(name, ValueKind.json(value)));
    return properties;
  }

  /** What has the most. */
  public static ObjectNode top(Top top) {
    List<ObjectNode> items =
        top.items().stream()
            .map(
                one -> {
                  ObjectNode json = NODES.objectNode();
                  json.set("key", ValueKind.json(one.key()));
                  return json.put("value", one.value());
                })
            .toList();
    return list("top", items).put("exact", top.exact()).put("bound", top.bound());
  }

  private static List<ObjectNode> counts(
      Direction direction, Map<Object, Long> numbers, String name) {
    return numbers.entrySet().stream()
        .map(
            entry -> {
              ObjectNode json = NODES.objectNode();
              json.set("start", ValueKind.json(entry.getKey()));
              json.put("direction", direction.name()).put(name, entry.getValue());
              json.putObject("context");
              return json;
            })
        .toList();
  }

  private static ObjectNode list(String name, List<ObjectNode> items) {
    ObjectNode json = NODES.objectNode();
    json.putArray(name).addAll(items);
    json.put("count", items.size()).putObject("context");
    return json;
  }

  /** The mutations of each edge, in the order in which a request names the edges first. */
  public static Map<EdgeKey, List<Mutation>> byEdge(EdgeTable table, List<Mutation> mutations) {
    Map<EdgeKey, List<Mutation>> all = new LinkedHashMap<>();
    for (Mutation mutation : mutations) {
      all.merge(EdgeKey.of(table, mutation), List.of(mutation), EdgeJson::joined);
    }
    return all;
  }

  private static List<Mutation> joined(List<Mutation> one, List<Mutation> other) {
    return java.util.stream.Stream.concat(one.stream(), other.stream()).toList();
  }

  /**
   * What became of the mutations of one edge.
   *
   * @param count how many of them are known to be in the log
   */
  public static ObjectNode result(EdgeTable table, EdgeKey key, Status status, int count) {
    ObjectNode json = NODES.objectNode();
    json.set(table.isMulti() ? "id" : "source", ValueKind.json(key.first()));
    if (key.second() != null) {
      json.set("target", ValueKind.json(key.second()));
    }
    return json.put("status", status.name()).put("count", count);
  }

  /** What happened to an edge, for who follows the changes. */
  public static ObjectNode change(EdgeFold.Change change, int partition) {
    ObjectNode json = NODES.objectNode();
    json.put("database", change.table().database()).put("table", change.table().name());
    json.put("type", change.mutation().op().name()).put("version", change.mutation().version());
    json.put("event", change.mutation().event());
    json.put("partition", partition).put("offset", change.receipt().offset());
    json.put("status", Status.of(List.of(change.receipt().outcome())).name());
    json.put("count", (change.after() == null ? 0 : 1) - (change.before() == null ? 0 : 1));
    json.set("key", key(change));
    json.set("before", orNull(change.before()));
    json.set("after", orNull(change.after()));
    return json;
  }

  private static ObjectNode key(EdgeFold.Change change) {
    EdgeKey key = EdgeKey.of(change.table(), change.mutation());
    ObjectNode json = NODES.objectNode();
    json.set(change.table().isMulti() ? "id" : "source", ValueKind.json(key.first()));
    if (key.second() != null) {
      json.set("target", ValueKind.json(key.second()));
    }
    return json;
  }

  private static com.fasterxml.jackson.databind.JsonNode orNull(@Nullable LiveEdge edge) {
    return edge == null ? NODES.nullNode() : edge(edge);
  }
}
