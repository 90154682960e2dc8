package io.dumul.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** Leaves out what says nothing of validity: a validator would carry it along for every value. */
final class LeanSchema {
  private static final Set<String> WORDS =
      Set.of(
          "title",
          "description",
          "$comment",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly");

  private LeanSchema() {}

  static JsonNode of(JsonNode schema) {
    if (!schema.isObject()) {
      return schema;
    }
    ObjectNode lean = ((ObjectNode) schema).objectNode();
    for (Map.Entry<String, JsonNode> field : schema.properties()) {
      if (!WORDS.contains(field.getKey())) {
        lean.set(field.getKey(), keyword(field.getKey(), field.getValue()));
      }
    }
    return lean;
  }

  private static JsonNode keyword(String name, JsonNode value) {
    if (Subschemas.ONE.contains(name)) {
      return of(value);
    }
    if (Subschemas.SEVERAL.contains(name) && value.isArray()) {
      ArrayNode items = ((ArrayNode) value).arrayNode();
      value.forEach(item -> items.add(of(item)));
      return items;
    }
    if (Subschemas.NAMED.contains(name) && value.isObject()) {
      ObjectNode named = ((ObjectNode) value).objectNode();
      value.properties().forEach(field -> named.set(field.getKey(), of(field.getValue())));
      return named;
    }
    return value;
  }
}
