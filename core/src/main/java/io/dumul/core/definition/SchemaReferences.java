package io.dumul.core.definition;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The references of one schema: each leads somewhere, and none leads back to itself before the data
 * was descended into, where a validator would never come to an end.
 */
final class SchemaReferences {
  private static final List<String> SAME_PLACE =
      List.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas");
  private static final int MOST = 10_000;

  private final Located root;
  private final Map<String, Located> anchors = new HashMap<>();
  private final IdentityHashMap<Located, Integer> costs = new IdentityHashMap<>();

  SchemaReferences(Located root) {
    this.root = root;
  }

  void check() {
    each(root, this::anchor);
    each(root, schema -> cost(schema));
  }

  private interface Visit {
    void schema(Located schema);
  }

  private static void each(Located one, Visit visit) {
    if (one.value().isObject()) {
      visit.schema(one);
    }
    one.fields()
        .forEach(
            (name, inner) -> {
              if (!List.of("enum", "const", "default", "examples").contains(name)) {
                each(inner, visit);
              }
            });
    one.items().forEach(inner -> each(inner, visit));
  }

  private void anchor(Located schema) {
    Located anchor = schema.find("$anchor");
    if (anchor != null && anchor.value().isTextual()) {
      anchors.put(anchor.value().textValue(), schema);
    }
  }

  /** How many schemas judge one place of the data for this one to judge it. */
  private int cost(Located schema) {
    Integer known = costs.get(schema);
    if (known != null) {
      if (known == 0) {
        throw schema.at(schema.path() + ": $ref", "no circle of references at one place");
      }
      return known;
    }
    costs.put(schema, 0);
    int cost = 1;
    Located reference = schema.find("$ref");
    if (reference != null && reference.value().isTextual()) {
      cost += cost(target(reference));
    }
    for (String name : SAME_PLACE) {
      cost += inner(schema.find(name));
    }
    if (cost > MOST) {
      throw schema.at(
          schema.path() + ": " + cost + " schemas", "at most " + MOST + " at one place");
    }
    costs.put(schema, cost);
    return cost;
  }

  private int inner(@Nullable Located value) {
    if (value == null) {
      return 0;
    }
    int cost = 0;
    for (Located item : value.items()) {
      cost += cost(item);
    }
    boolean named = value.path().endsWith("dependentSchemas");
    for (Located item : named ? value.fields().values() : List.<Located>of()) {
      cost += cost(item);
    }
    return named || value.value().isArray() ? cost : cost + cost(value);
  }

  private Located target(Located reference) {
    String text = reference.value().textValue().substring(1);
    Located found = text.isEmpty() || text.startsWith("/") ? exact(text) : anchors.get(text);
    if (found == null || !(found.value().isObject() || found.value().isBoolean())) {
      throw reference.wrong("a reference to a schema in this document");
    }
    return found;
  }

  private @Nullable Located exact(String pointer) {
    Located found = root;
    for (String step : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
      String key = step.replace("~1", "/").replace("~0", "~");
      Located next = found.find(key);
      if (next == null && key.matches("\\d{1,6}") && Integer.parseInt(key) < found.items().size()) {
        next = found.items().get(Integer.parseInt(key));
      }
      if (next == null) {
        return null;
      }
      found = next;
    }
    return found;
  }
}
