package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The event types of declared tables of edges once more, with schemas that are written apart. */
final class RecountTables {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Set<String> NUMBERS = Set.of("FLOAT", "DOUBLE");
  private static final Map<String, long[]> RANGES =
      Map.of(
          "BYTE", new long[] {Byte.MIN_VALUE, Byte.MAX_VALUE},
          "SHORT", new long[] {Short.MIN_VALUE, Short.MAX_VALUE},
          "INT", new long[] {Integer.MIN_VALUE, Integer.MAX_VALUE},
          "LONG", new long[] {Long.MIN_VALUE, Long.MAX_VALUE});

  private RecountTables() {}

  /** Documents as those of the other types, by type; a table whose edges have ids is not known. */
  static Map<String, JsonNode> documents(Path definitions) throws IOException {
    Map<String, JsonNode> documents = new HashMap<>();
    Path folder = definitions.resolve("tables");
    if (!Files.isDirectory(folder)) {
      return documents;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        JsonNode table = new YAMLMapper().readTree(file.toFile());
        if (table.at("/schema/type").asText().equals("EDGE")) {
          for (String op : List.of("insert", "update", "delete")) {
            ObjectNode document = document(table, op);
            documents.put(document.path("x-type").asText(), document);
          }
        }
      }
    }
    return documents;
  }

  private static ObjectNode document(JsonNode table, String op) {
    String name = table.path("database").asText() + "." + table.path("table").asText();
    String type = "dumul.edge." + name + "." + op;
    ObjectNode document = closed().put("$id", "urn:" + type);
    document.put("x-type", type).put("x-version", "1-0-0").put("x-subject", "source");
    ArrayNode required = document.putArray("required").add("version").add("source").add("target");
    ObjectNode fields = (ObjectNode) document.path("properties");
    fields.set("version", value("LONG", false));
    for (String node : List.of("source", "target")) {
      fields.putObject(node).put("type", "string").put("minLength", 1);
    }
    if (!op.equals("delete")) {
      fields.set("properties", properties(table.at("/schema/properties"), op));
    }
    if (op.equals("insert")) {
      required.add("properties");
    }
    return document;
  }

  private static ObjectNode closed() {
    ObjectNode schema = NODES.objectNode().put("type", "object").put("additionalProperties", false);
    schema.putObject("properties");
    return schema;
  }

  private static ObjectNode properties(JsonNode declared, String op) {
    ObjectNode schema = closed();
    ArrayNode required = schema.putArray("required");
    for (JsonNode property : declared) {
      boolean nullable = property.path("nullable").asBoolean();
      String name = property.path("name").asText();
      ((ObjectNode) schema.path("properties"))
          .set(name, value(property.path("type").asText(), nullable));
      if (op.equals("insert") && !nullable) {
        required.add(name);
      }
    }
    return schema;
  }

  private static ObjectNode value(String kind, boolean nullable) {
    ObjectNode schema = NODES.objectNode();
    ArrayNode types = schema.putArray("type");
    long[] range = RANGES.get(kind);
    if (range != null) {
      types.add("integer");
      schema.put("minimum", range[0]).put("maximum", range[1]);
    } else {
      types.add(NUMBERS.contains(kind) ? "number" : kind.equals("BOOLEAN") ? "boolean" : "string");
    }
    if (nullable) {
      types.add("null");
    }
    return schema;
  }
}
