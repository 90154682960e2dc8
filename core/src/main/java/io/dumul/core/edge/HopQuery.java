package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One question over several tables, as Actionbase asks it: {@code {"query": [step, ..]}}. A step
 * begins at nodes that it names, or at a field of what a step before it found; so "wishes of my
 * friends" are two steps.
 */
public record HopQuery(List<Step> steps) {
  /** How many steps may stand in one line, each on what the one before found. */
  public static final int MOST_HOPS = 3;

  /** How many steps a question may have. */
  public static final int MOST_STEPS = 10;

  private static final int DEFAULT_LIMIT = 10;
  private static final String EXPECTED = "{\"query\": [{\"type\": .., \"database\": .., ..}]}";

  public HopQuery {
    steps = List.copyOf(steps);
  }

  /** What a step does with its nodes. */
  enum Kind {
    /** The edges of each, in the order of an index. */
    SCAN,
    /** The edges between these and others. */
    GET,
    /** How many edges each has. */
    COUNT,
    /** The edges with these ids. */
    SELF
  }

  /**
   * @param target null but for GET
   * @param direction null where the kind needs none
   * @param include whether the answer has what is found
   */
  record Step(
      String name,
      Kind kind,
      EdgeTable table,
      Nodes source,
      @Nullable Nodes target,
      @Nullable Direction direction,
      Reading reading,
      boolean include,
      List<Tally> tallies) {}

  /** How an index is read. */
  record Reading(
      String index,
      int limit,
      @Nullable String offset,
      @Nullable String ranges,
      @Nullable String filters) {}

  /**
   * Nodes by name, or where a step ended.
   *
   * @param ref a step; null where they are named
   */
  record Nodes(List<String> values, @Nullable String ref, String field) {}

  /** Counts rows by a field, and keeps the first ones. */
  record Tally(String field, Order order, int limit) {}

  /**
   * @param tables gives a table by database and name, or fails
   * @throws WrongRequestException where anything is wrong with it
   */
  public static HopQuery parse(JsonNode body, BiFunction<String, String, EdgeTable> tables) {
    JsonNode list = body.has("fetch") ? body.path("fetch") : body.path("query");
    if (!list.isArray() || list.isEmpty() || list.size() > MOST_STEPS) {
      throw new WrongRequestException(
          "query",
          list.isArray() ? list.size() + " steps" : "none",
          "1 to " + MOST_STEPS + ", " + EXPECTED);
    }
    Map<String, Integer> hops = new HashMap<>();
    List<Step> steps = new ArrayList<>();
    for (JsonNode item : list) {
      Step step = step(item, steps.size(), tables);
      if (hops.put(step.name(), hops(step, hops)) != null) {
        throw new WrongRequestException("name", step.name(), "a name of its own");
      }
      steps.add(step);
    }
    return new HopQuery(steps);
  }

  private static int hops(Step step, Map<String, Integer> before) {
    int hops = 1 + hops(step.source(), before);
    if (step.target() != null) {
      hops = Math.max(hops, 1 + hops(step.target(), before));
    }
    if (hops > MOST_HOPS) {
      throw new WrongRequestException("query", hops + " hops", "up to " + MOST_HOPS);
    }
    return hops;
  }

  private static int hops(Nodes nodes, Map<String, Integer> before) {
    if (nodes.ref() == null) {
      return 0;
    }
    Integer hops = before.get(nodes.ref());
    if (hops == null) {
      throw new WrongRequestException("ref", nodes.ref(), "the name of a step before");
    }
    return hops;
  }

  private static Step step(
      JsonNode item, int number, BiFunction<String, String, EdgeTable> tables) {
    Kind kind = choice("type", text(item, "type"), Kind.values());
    EdgeTable table = tables.apply(text(item, "database"), text(item, "table"));
    boolean directed = kind == Kind.SCAN || kind == Kind.COUNT;
    return new Step(
        item.path("name").asText("step" + number),
        kind,
        table,
        nodes("source", item.path("source")),
        kind == Kind.GET ? nodes("target", item.path("target")) : null,
        directed ? choice("direction", text(item, "direction"), Direction.values()) : null,
        reading(kind, item),
        item.path("include").asBoolean(false),
        tallies(item.path("aggregators")));
  }

  private static Reading reading(Kind kind, JsonNode item) {
    return new Reading(
        kind == Kind.SCAN ? text(item, "index") : "",
        limit(item),
        maybe(item, "offset"),
        maybe(item, "ranges"),
        maybe(item, "filters"));
  }

  private static int limit(JsonNode item) {
    JsonNode limit = item.path("limit");
    if (limit.isMissingNode() || limit.isNull()) {
      return DEFAULT_LIMIT;
    }
    if (!limit.isInt() || limit.intValue() < 1 || limit.intValue() > EdgeQueries.MOST_EDGES) {
      throw new WrongRequestException("limit", limit.toString(), "1 to " + EdgeQueries.MOST_EDGES);
    }
    return limit.intValue();
  }

  private static Nodes nodes(String name, JsonNode json) {
    String type = json.path("type").asText();
    if (type.equals("VALUE") && json.path("value").isArray()) {
      List<String> values = new ArrayList<>();
      json.path("value").forEach(value -> values.add(value.asText()));
      return new Nodes(values, null, "");
    }
    if (type.equals("REF")) {
      return new Nodes(List.of(), text(json, "ref"), text(json, "field"));
    }
    throw new WrongRequestException(
        name,
        json.isMissingNode() ? "none" : json.toString(),
        "{\"type\": \"VALUE\", \"value\": [..]} or {\"type\": \"REF\", \"ref\": .., \"field\": ..}");
  }

  private static List<Tally> tallies(JsonNode list) {
    List<Tally> tallies = new ArrayList<>();
    for (JsonNode item : list) {
      String type = text(item, "type");
      if (type.equals("COUNT")) {
        Order order = choice("order", item.path("order").asText("DESC"), Order.values());
        tallies.add(new Tally(text(item, "field"), order, limit(item)));
      } else if (!type.equals("FLATTEN")) {
        throw new WrongRequestException("aggregators", type, "COUNT or FLATTEN");
      }
    }
    return tallies;
  }

  private static String text(JsonNode json, String name) {
    String text = maybe(json, name);
    if (text == null || text.isEmpty()) {
      throw new WrongRequestException(name, "missing", EXPECTED);
    }
    return text;
  }

  private static @Nullable String maybe(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return value.isMissingNode() || value.isNull() ? null : value.asText();
  }

  private static <E extends Enum<E>> E choice(String name, String text, E[] all) {
    for (E one : all) {
      if (one.name().equals(text.toUpperCase(Locale.ROOT))) {
        return one;
      }
    }
    throw new WrongRequestException(name, text, "one of " + Arrays.toString(all));
  }
}
