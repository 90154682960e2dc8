package io.dumul.core.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The types of data as its JSON Schema tells them, so that an expression that speaks of a field
 * that is not there, or takes a text for a number, is wrong before any event comes. What a schema
 * leaves open is of any type.
 */
final class DataTypes implements CelTypeProvider {
  private static final int DEEPEST = 16;

  private final ImmutableMap<String, StructType> structs;
  private final CelType data;

  private DataTypes(ImmutableMap<String, StructType> structs, CelType data) {
    this.structs = structs;
    this.data = data;
  }

  static DataTypes of(JsonNode schema) {
    Reader reader = new Reader(schema);
    CelType data = reader.type("data", schema, 0);
    return new DataTypes(ImmutableMap.copyOf(reader.structs), data);
  }

  /** The type of the variable {@code data}. */
  CelType data() {
    return data;
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableList.copyOf(structs.values());
  }

  @Override
  public Optional<CelType> findType(String name) {
    return Optional.ofNullable(structs.get(name));
  }

  /** Goes through one schema. */
  private static final class Reader {
    private final JsonNode root;
    private final Map<String, StructType> structs = new LinkedHashMap<>();

    Reader(JsonNode root) {
      this.root = root;
    }

    CelType type(String path, JsonNode schema, int depth) {
      JsonNode found = resolved(schema);
      if (depth > DEEPEST) {
        return SimpleType.DYN;
      }
      return switch (found.path("type").asText(ofValues(found))) {
        case "string" -> SimpleType.STRING;
        case "boolean" -> SimpleType.BOOL;
        case "integer" -> SimpleType.INT;
        case "number" -> Arithmetic.DECIMAL;
        case "array" -> ListType.create(type(path + ".items", found.path("items"), depth + 1));
        case "object" -> object(path, found, depth);
        default -> SimpleType.DYN;
      };
    }

    /** An enum of texts is a text, also where the schema does not say so. */
    private static String ofValues(JsonNode schema) {
      boolean texts = schema.path("enum").size() > 0;
      for (JsonNode value : schema.path("enum")) {
        texts &= value.isTextual();
      }
      return texts ? "string" : "";
    }

    private CelType object(String path, JsonNode schema, int depth) {
      if (!schema.path("properties").isObject()) {
        return MapType.create(SimpleType.STRING, SimpleType.DYN);
      }
      ImmutableMap.Builder<String, CelType> builder = ImmutableMap.builder();
      for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
        String inner = path + "." + field.getKey();
        builder.put(field.getKey(), type(inner, field.getValue(), depth + 1));
      }
      ImmutableMap<String, CelType> fields = builder.build();
      StructType struct =
          StructType.create(path, fields.keySet(), name -> Optional.ofNullable(fields.get(name)));
      structs.put(path, struct);
      return struct;
    }

    private JsonNode resolved(JsonNode schema) {
      JsonNode found = schema;
      for (int i = 0; i < DEEPEST && found.path("$ref").isTextual(); i++) {
        String reference = found.path("$ref").textValue();
        found = reference.startsWith("#/") ? root.at(reference.substring(1)) : found.path("type");
      }
      return found;
    }
  }
}
