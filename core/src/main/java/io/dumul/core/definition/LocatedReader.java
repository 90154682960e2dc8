package io.dumul.core.definition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a JSON or YAML file, remembering the line of every value. */
final class LocatedReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String name;
  private final JsonParser parser;

  private LocatedReader(String name, JsonParser parser) {
    this.name = name;
    this.parser = parser;
  }

  /** Reads {@code folder/name}; a name that ends in {@code .json} is JSON, any other YAML. */
  static Located read(Path folder, String name) {
    try {
      return parse(name, Files.readString(folder.resolve(name)));
    } catch (IOException e) {
      throw new DefinitionException(name + ": " + e + " (expected: a readable UTF-8 file)", e);
    }
  }

  /** Reads the text of a file of this name. */
  static Located parse(String name, String text) {
    JsonFactory format = name.endsWith(".json") ? JSON : YAML;
    try (JsonParser parser = format.createParser(text)) {
      return new LocatedReader(name, parser).document();
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new DefinitionException(name + ":" + line + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new DefinitionException(name + ": " + e, e);
    }
  }

  private Located document() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new DefinitionException(name + ":1: (expected: an object)");
    }
    Located root = value("");
    if (parser.nextToken() != null) {
      throw new DefinitionException(name + ":" + line() + ": (expected: the end of the file)");
    }
    return root;
  }

  private Located value(String path) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw new DefinitionException(
          name + ":" + line() + ": " + path + ": an alias (expected: a value)");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(path);
      case START_ARRAY -> array(path);
      default -> new Located(name, line(), path, scalar(), Map.of(), List.of());
    };
  }

  private Located object(String path) throws IOException {
    int line = line();
    ObjectNode node = NODES.objectNode();
    Map<String, Located> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      Located field = value(path.isEmpty() ? key : path + "." + key);
      fields.put(key, field);
      node.set(key, field.value());
    }
    return new Located(name, line, path, node, fields, List.of());
  }

  private Located array(String path) throws IOException {
    int line = line();
    ArrayNode node = NODES.arrayNode();
    List<Located> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Located item = value(path + "[" + items.size() + "]");
      items.add(item);
      node.add(item.value());
    }
    return new Located(name, line, path, node, Map.of(), items);
  }

  private JsonNode scalar() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new DefinitionException(name + ":" + line() + ": " + parser.currentToken());
    };
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
