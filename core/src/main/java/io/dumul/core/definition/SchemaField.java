package io.dumul.core.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.aggregate.ValueType;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a schema says of one field of the data.
 *
 * @param types JSON types that it may have, null left out; empty where the schema does not say
 * @param bounded whether its text cannot grow without bound: no string, or one with {@code
 *     maxLength} up to {@link #LONGEST}, {@code enum} or {@code const}
 */
record SchemaField(Set<String> types, boolean bounded) {
  /** The longest string, in characters, that may be a key or be kept in an aggregate. */
  static final int LONGEST = 512;

  private static final int MOST_REFERENCES = 32;
  private static final SchemaField TEXT = new SchemaField(Set.of("string"), true);

  /** The field at a pointer into the envelope; null where the schema has no such property. */
  static @Nullable SchemaField find(JsonNode schema, JsonPointer pointer) {
    if (!pointer.getMatchingProperty().equals("data")) {
      return Set.of("/id", "/source", "/type", "/time", "/subject").contains(pointer.toString())
          ? TEXT
          : null;
    }
    JsonNode node = resolve(schema, schema);
    for (JsonPointer rest = pointer.tail(); !rest.matches(); rest = rest.tail()) {
      node = resolve(schema, node.path("properties").path(rest.getMatchingProperty()));
    }
    return node.isObject() ? of(node) : null;
  }

  /** What both say together: any type of either. */
  SchemaField with(SchemaField other) {
    Set<String> both = new TreeSet<>(types);
    both.addAll(other.types);
    return new SchemaField(both, bounded && other.bounded);
  }

  boolean numeric() {
    return !types.isEmpty() && Set.of("number", "integer").containsAll(types);
  }

  /** The one scalar type that the field has; null where it may have several or none. */
  @Nullable ValueType valueType() {
    if (numeric()) {
      return ValueType.NUMBER;
    }
    if (types.equals(Set.of("string"))) {
      return ValueType.STRING;
    }
    return types.equals(Set.of("boolean")) ? ValueType.BOOLEAN : null;
  }

  private static SchemaField of(JsonNode node) {
    Set<String> types = new TreeSet<>();
    JsonNode type = node.path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    }
    type.forEach(item -> types.add(item.asText()));
    node.path("enum").forEach(item -> types.add(typeOf(item)));
    if (node.has("const")) {
      types.add(typeOf(node.get("const")));
    }
    types.remove("null");
    boolean named = node.has("enum") || node.has("const");
    boolean bounded =
        !types.contains("string")
            || named
            || node.path("maxLength").asInt(Integer.MAX_VALUE) <= LONGEST;
    return new SchemaField(types, bounded);
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case OBJECT -> "object";
      default -> "null";
    };
  }

  private static JsonNode resolve(JsonNode root, JsonNode node) {
    JsonNode found = node;
    for (int i = 0; i < MOST_REFERENCES && found.path("$ref").isTextual(); i++) {
      String reference = found.path("$ref").textValue();
      String pointer = reference.startsWith("#") ? reference.substring(1) : "/?";
      found =
          pointer.isEmpty() || pointer.startsWith("/")
              ? root.at(pointer)
              : found.path("properties"); // an anchor: not followed, so the field is not found
    }
    return found;
  }
}
