package io.dumul.core.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON pointer into an event, in which {@code *} stands for every item of an array or every
 * property of an object, as {@code /data/items/*}{@code /price}.
 *
 * @param names what it goes through, at least one
 */
public record JsonPath(List<String> names) {
  private static final String EVERY = "*";

  /** What is looked for, in its object or array. */
  private record Spot(JsonNode container, String name) {}

  /** What stands in place of a value; null removes it. */
  interface Change {
    @Nullable JsonNode of(JsonNode value);
  }

  /**
   * @throws IllegalArgumentException where it does not begin with a slash
   */
  public static JsonPath of(String text) {
    if (!text.startsWith("/") || text.length() < 2) {
      throw new IllegalArgumentException(text + " (expected: a JSON pointer, as /data/amount)");
    }
    return new JsonPath(
        Stream.of(text.substring(1).split("/", -1))
            .map(name -> name.replace("~1", "/").replace("~0", "~"))
            .toList());
  }

  /** The attribute of the event that it leads into. */
  public String attribute() {
    return names.get(0);
  }

  /** Whether it leads to one place at most. */
  public boolean single() {
    return !names.contains(EVERY);
  }

  /** The value at the end of a path that is single; null where there is none. */
  @Nullable JsonNode find(ObjectNode root) {
    JsonNode[] found = new JsonNode[1];
    change(
        root,
        value -> {
          found[0] = value;
          return value;
        });
    return found[0];
  }

  /** Changes every value that it leads to, from the last one on: what is removed moves no other. */
  void change(ObjectNode root, Change change) {
    List<Spot> spots = spots(root);
    for (int i = spots.size() - 1; i >= 0; i--) {
      JsonNode value = value(spots.get(i));
      if (value != null) {
        put(spots.get(i), change.of(value));
      }
    }
  }

  /** Puts a value there, and objects on the way where nothing is. */
  void set(ObjectNode root, JsonNode value) {
    if (!single()) {
      spots(root).forEach(spot -> put(spot, value.deepCopy()));
      return;
    }
    JsonNode at = root;
    for (String name : names.subList(0, names.size() - 1)) {
      JsonNode next = value(new Spot(at, name));
      if (next == null && at instanceof ObjectNode object) {
        next = object.putObject(name);
      } else if (next == null) {
        return;
      }
      at = next;
    }
    put(new Spot(at, names.get(names.size() - 1)), value.deepCopy());
  }

  private List<Spot> spots(ObjectNode root) {
    List<JsonNode> containers = List.of(root);
    for (String name : names.subList(0, names.size() - 1)) {
      List<JsonNode> inner = new ArrayList<>();
      containers.forEach(container -> spots(container, name).forEach(s -> add(inner, value(s))));
      containers = inner;
    }
    String last = names.get(names.size() - 1);
    return containers.stream().flatMap(container -> spots(container, last).stream()).toList();
  }

  private static void add(List<JsonNode> all, @Nullable JsonNode value) {
    if (value != null) {
      all.add(value);
    }
  }

  private static List<Spot> spots(JsonNode container, String name) {
    if (!EVERY.equals(name)) {
      return List.of(new Spot(container, name));
    }
    List<Spot> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : container.properties()) {
      all.add(new Spot(container, one.getKey()));
    }
    for (int i = 0; container.isArray() && i < container.size(); i++) {
      all.add(new Spot(container, Integer.toString(i)));
    }
    return all;
  }

  private static @Nullable JsonNode value(Spot spot) {
    return spot.container() instanceof ArrayNode array
        ? array.get(index(spot.name()))
        : spot.container().get(spot.name());
  }

  private static void put(Spot spot, @Nullable JsonNode value) {
    if (spot.container() instanceof ObjectNode object) {
      if (value == null) {
        object.remove(spot.name());
      } else {
        object.set(spot.name(), value);
      }
    } else if (spot.container() instanceof ArrayNode array && array.has(index(spot.name()))) {
      if (value == null) {
        array.remove(index(spot.name()));
      } else {
        array.set(index(spot.name()), value);
      }
    }
  }

  private static int index(String name) {
    return name.matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(name) : -1;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    names.forEach(name -> text.append('/').append(name.replace("~", "~0").replace("/", "~1")));
    return text.toString();
  }
}
