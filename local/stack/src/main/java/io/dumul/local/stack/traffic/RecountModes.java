package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which events are observed, as {@code modes.yaml} says, read anew. */
record RecountModes(JsonNode entries) {

  static RecountModes read(Path definitions) throws IOException {
    Path file = definitions.resolve("modes.yaml");
    return new RecountModes(
        Files.exists(file)
            ? new YAMLMapper().readTree(file.toFile()).path("modes")
            : MissingNode.getInstance());
  }

  /** Whether an event counts, although what it says is wrong. */
  boolean observe(JsonNode event) {
    for (JsonNode entry : entries) {
      if (names(entry.path("events"), event.path("type").asText())
          && names(entry.path("sources"), event.path("source").asText())) {
        return entry.path("mode").asText().equals("observe");
      }
    }
    return false;
  }

  /** Without a list all are named; a name may be a beginning and {@code *}. */
  private static boolean names(JsonNode list, String name) {
    for (JsonNode one : list) {
      String text = one.asText();
      int star = text.indexOf('*');
      if (star < 0 ? text.equals(name) : name.startsWith(text.substring(0, star))) {
        return true;
      }
    }
    return list.isEmpty();
  }
}
