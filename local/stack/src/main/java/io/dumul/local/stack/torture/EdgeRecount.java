package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The edges of the log once more. It keeps every accepted mutation, and says from all of an edge,
 * each time anew and in no order of arrival, what readers must see: no fold, no cells.
 */
final class EdgeRecount {
  static final Predicate<Change> ALL = change -> true;

  /** Source and target identify an edge. */
  record Edge(String table, String source, String target) {
    String node(String direction) {
      return direction.equals("OUT") ? source : target;
    }
  }

  /** A mutation at its place in the log. */
  record Change(
      Edge edge,
      int partition,
      long offset,
      String op,
      long version,
      String event,
      JsonNode properties) {
    private static final Comparator<Change> ORDER =
        Comparator.comparingLong(Change::version).thenComparing(Change::event);

    boolean isNewerThan(@Nullable Change other) {
      return other == null || ORDER.compare(this, other) > 0;
    }

    boolean is(String name) {
      return op.equals(name);
    }
  }

  private record Node(String table, String direction, String name) {}

  private final Map<Edge, List<Change>> edges = new LinkedHashMap<>();
  private final Map<Node, Map<Edge, List<Change>>> nodes = new HashMap<>();
  private final Map<Long, Change> byEvent = new HashMap<>();

  /** Takes an accepted event of the log, where it is a mutation of an edge. */
  void add(int partition, long offset, JsonNode event) {
    String type = event.path("type").asText();
    if (!type.startsWith("dumul.edge.")) {
      return;
    }
    int point = type.lastIndexOf('.');
    JsonNode data = event.path("data");
    Edge edge =
        new Edge(
            type.substring("dumul.edge.".length(), point),
            data.path("source").asText(),
            data.path("target").asText());
    Change change =
        new Change(
            edge,
            partition,
            offset,
            type.substring(point + 1),
            data.path("version").asLong(),
            event.path("id").asText(),
            data.path("properties"));
    List<Change> all = edges.computeIfAbsent(edge, key -> new ArrayList<>());
    all.add(change);
    for (String direction : List.of("OUT", "IN")) {
      nodes
          .computeIfAbsent(
              new Node(edge.table(), direction, edge.node(direction)), key -> new LinkedHashMap<>())
          .put(edge, all);
    }
    byEvent.putIfAbsent(AckBook.identity(edge.source(), change.event()), change);
  }

  /** The first one with this identity. */
  @Nullable Change change(long identity) {
    return byEvent.get(identity);
  }

  Collection<Change> changes() {
    List<Change> all = new ArrayList<>();
    edges.values().forEach(all::addAll);
    return all;
  }

  List<Change> changes(Edge edge) {
    return edges.getOrDefault(edge, List.of());
  }

  /** Those of all edges of a node. */
  List<Change> changes(String table, String direction, String node) {
    List<Change> all = new ArrayList<>();
    of(table, direction, node).values().forEach(all::addAll);
    return all;
  }

  private Map<Edge, List<Change>> of(String table, String direction, String node) {
    return nodes.getOrDefault(new Node(table, direction, node), Map.of());
  }

  /** All nodes that have or had an edge. */
  List<String> nodes(String table, String direction) {
    return nodes.keySet().stream()
        .filter(node -> node.table().equals(table) && node.direction().equals(direction))
        .map(Node::name)
        .sorted()
        .toList();
  }

  /** All edges that a node has or had. */
  List<Edge> edges(String table, String direction, String node) {
    return List.copyOf(of(table, direction, node).keySet());
  }

  /** The live edges of a node. */
  List<EdgeSeen> live(EdgeSpec table, String direction, String node, Predicate<Change> within) {
    return of(table.name(), direction, node).keySet().stream()
        .map(edge -> seen(table, edge, within))
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * What readers see of an edge after some of its mutations; null where they see none.
   *
   * <p>It is live when its newest insert is newer than its newest delete. Each property is what its
   * newest write says, unless a delete is newer; of equal versions one that names it wins, then the
   * greater event.
   */
  @Nullable EdgeSeen seen(EdgeSpec table, Edge edge, Predicate<Change> within) {
    List<Change> all = changes(edge).stream().filter(within).toList();
    Change inserted = newest(all, "insert");
    Change deleted = newest(all, "delete");
    if (inserted == null || !inserted.isNewerThan(deleted)) {
      return null;
    }
    SortedMap<String, String> properties = new TreeMap<>();
    for (String name : table.properties()) {
      Change write = winner(all, name);
      if (write != null && write.isNewerThan(deleted) && write.properties().hasNonNull(name)) {
        properties.put(name, write.properties().path(name).asText());
      }
    }
    long version = all.stream().mapToLong(Change::version).max().orElseThrow();
    return new EdgeSeen(edge.source(), edge.target(), version, properties);
  }

  private static @Nullable Change newest(List<Change> all, String op) {
    Change newest = null;
    for (Change each : all) {
      newest = each.is(op) && each.isNewerThan(newest) ? each : newest;
    }
    return newest;
  }

  private static @Nullable Change winner(List<Change> all, String property) {
    return all.stream()
        .filter(each -> each.is("insert") || each.properties().has(property))
        .filter(each -> !each.is("delete"))
        .max(
            Comparator.comparingLong(Change::version)
                .thenComparing(each -> names(each, property))
                .thenComparing(Change::event))
        .orElse(null);
  }

  /** An insert names only what it gives a value. */
  private static boolean names(Change change, String property) {
    return change.is("insert")
        ? change.properties().hasNonNull(property)
        : change.properties().has(property);
  }
}
