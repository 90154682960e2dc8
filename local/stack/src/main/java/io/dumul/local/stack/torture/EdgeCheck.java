package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.local.stack.Http;
import io.dumul.local.stack.StackException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares all that the API says of edges with the recount, while nothing changes: every edge that
 * there is or was, every count, every list of an index, every sum of a group and who has the most.
 */
final class EdgeCheck {
  private static final int PAGE = 40;
  private static final int TOP = 10;

  private final GraphClient client;
  private final EdgeRecount edges;
  private final List<String> wrong = new ArrayList<>();
  private long right;

  EdgeCheck(GraphClient client, EdgeRecount edges) {
    this.client = client;
    this.edges = edges;
  }

  /** What is not as it must be. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** How many answers are as they must be. */
  long right() {
    return right;
  }

  /**
   * Asks for everything.
   *
   * @throws StackException where there is no answer
   */
  void run(EdgeSpec table) {
    for (String source : edges.nodes(table.name(), "OUT")) {
      states(table, source);
    }
    for (String direction : List.of("OUT", "IN")) {
      List<String> nodes = edges.nodes(table.name(), direction);
      Map<String, List<EdgeSeen>> live = new TreeMap<>();
      nodes.forEach(node -> live.put(node, edges.live(table, direction, node, EdgeRecount.ALL)));
      counts(table, direction, live);
      for (EdgeSpec.Index index : table.indexes()) {
        live.forEach((node, expected) -> list(table, index, direction, node, expected));
      }
      for (EdgeSpec.Group group : table.groups()) {
        if (group.isKept(direction)) {
          groups(table, group, direction, live);
        }
      }
    }
  }

  private void tell(boolean good, String what, Object found, Object expected) {
    if (good) {
      right++;
    } else {
      wrong.add(what + ": " + found + " (expected: " + expected + ")");
    }
  }

  private void equal(String what, Object found, Object expected) {
    tell(found.equals(expected), what, found, expected);
  }

  private JsonNode ask(EdgeSpec table, String question) {
    Http.Reply reply = client.get(table, question);
    if (reply.status() / 100 == 4) {
      wrong.add(question + ": " + reply.body());
    }
    return reply.ok(question);
  }

  private void states(EdgeSpec table, String source) {
    List<EdgeRecount.Edge> all = edges.edges(table.name(), "OUT", source);
    String targets = all.stream().map(EdgeRecount.Edge::target).collect(Collectors.joining(","));
    Set<EdgeSeen> found = new HashSet<>();
    ask(table, "/edges/get?source=" + source + "&target=" + targets)
        .path("edges")
        .forEach(edge -> found.add(EdgeSeen.of(edge)));
    Set<EdgeSeen> expected = new HashSet<>(edges.live(table, "OUT", source, EdgeRecount.ALL));
    equal(table.name() + " edges of " + source, found, expected);
  }

  private void counts(EdgeSpec table, String direction, Map<String, List<EdgeSeen>> live) {
    Map<String, Long> expected = new TreeMap<>();
    live.forEach((node, seen) -> expected.put(node, (long) seen.size()));
    JsonNode answer = ask(table, "/edges/counts?start=" + starts(live) + "&direction=" + direction);
    compare(
        table.name() + " counts " + direction, numbers(answer.path("counts"), "count"), expected);
  }

  private static String starts(Map<String, ?> nodes) {
    return String.join(",", nodes.keySet());
  }

  private static Map<String, Long> numbers(JsonNode list, String field) {
    Map<String, Long> numbers = new TreeMap<>();
    list.forEach(each -> numbers.put(each.path("start").asText(), each.path(field).asLong()));
    return numbers;
  }

  /** No number is the same as none. */
  private void compare(String what, Map<String, Long> found, Map<String, Long> expected) {
    expected.forEach(
        (node, number) -> equal(what + " of " + node, found.getOrDefault(node, 0L), number));
  }

  private void list(
      EdgeSpec table,
      EdgeSpec.Index index,
      String direction,
      String node,
      List<EdgeSeen> expected) {
    List<EdgeSeen> found = new ArrayList<>();
    String offset = "";
    do {
      String question =
          "/edges/scan/%s?start=%s&direction=%s&limit=%d%s"
              .formatted(index.name(), node, direction, PAGE, offset);
      JsonNode frame = ask(table, question);
      frame.path("edges").forEach(edge -> found.add(EdgeSeen.of(edge)));
      offset = frame.path("hasNext").asBoolean() ? "&offset=" + frame.path("offset").asText() : "";
    } while (!offset.isEmpty());
    String what = table.name() + " " + index.name() + " " + direction + " of " + node;
    boolean same =
        found.size() == expected.size() && new HashSet<>(found).equals(new HashSet<>(expected));
    tell(same, what, found, expected);
    tell(isSorted(index, found), what, found, "in order");
  }

  private static boolean isSorted(EdgeSpec.Index index, List<EdgeSeen> found) {
    for (int i = 1; i < found.size(); i++) {
      if (order(index, found.get(i - 1), found.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static int order(EdgeSpec.Index index, EdgeSeen one, EdgeSeen other) {
    for (String field : index.fields()) {
      boolean descends = field.startsWith("-");
      String name = descends ? field.substring(1) : field;
      int order = Long.compare(number(one, name), number(other, name));
      if (order != 0) {
        return descends ? -order : order;
      }
    }
    return 0;
  }

  private static long number(EdgeSeen edge, String property) {
    return Long.parseLong(edge.properties().getOrDefault(property, "0"));
  }

  private void groups(
      EdgeSpec table, EdgeSpec.Group group, String direction, Map<String, List<EdgeSeen>> live) {
    Map<String, Map<String, Long>> sums = new TreeMap<>();
    live.forEach(
        (node, seen) ->
            seen.forEach(
                edge -> {
                  String place = group.place(edge);
                  if (place != null) {
                    sums.computeIfAbsent(place, key -> new TreeMap<>())
                        .merge(node, group.share(edge), Long::sum);
                  }
                }));
    Set<String> places = new TreeSet<>(sums.keySet());
    places.addAll(group.field() == null ? List.of("") : List.of());
    for (String place : places) {
      Map<String, Long> expected = new HashMap<>(sums.getOrDefault(place, Map.of()));
      String ranges = group.field() == null ? "" : "&ranges=" + group.label() + ":eq:" + place;
      String what = table.name() + " " + group.name() + " " + direction + " " + place;
      live.keySet().forEach(node -> expected.putIfAbsent(node, 0L));
      JsonNode answer =
          ask(
              table,
              "/edges/agg/%s?start=%s&direction=%s%s"
                  .formatted(group.name(), starts(live), direction, ranges));
      compare(what, numbers(answer.path("groups"), "value"), expected);
      if (group.ranked()) {
        top(table, group, direction, ranges, expected);
      }
    }
  }

  private void top(
      EdgeSpec table,
      EdgeSpec.Group group,
      String direction,
      String ranges,
      Map<String, Long> expected) {
    JsonNode answer =
        ask(
            table,
            "/edges/top/%s?direction=%s&limit=%d%s"
                .formatted(group.name(), direction, TOP, ranges));
    List<Long> values = new ArrayList<>();
    String what = table.name() + " top " + group.name() + ranges;
    for (JsonNode each : answer.path("top")) {
      long value = each.path("value").asLong();
      values.add(value);
      equal(
          what + " " + each.path("key"),
          value,
          expected.getOrDefault(each.path("key").asText(), 0L));
    }
    List<Long> most =
        expected.values().stream()
            .filter(value -> value > 0)
            .sorted(Comparator.reverseOrder())
            .limit(TOP)
            .toList();
    equal(what, values, most);
  }
}
