package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Schemas in a folder, by every URI that a reference may name them by. */
final class SchemaFiles {
  private SchemaFiles() {}

  /** Files that are no JSON are left out: a reference to one will not be found. */
  static Map<String, JsonNode> byUri(Path folder, URI base) {
    Map<String, JsonNode> found = new HashMap<>();
    Path root = real(folder);
    for (Path file : JsonFiles.below(folder, ".json", ".yaml", ".yml")) {
      JsonNode schema = readable(file);
      if (!schema.isMissingNode()) {
        String relative = root.relativize(file).toString().replace('\\', '/');
        found.put(text(base.resolve(relative.replace(" ", "%20"))), schema);
        name(schema, "$id", base, found);
        name(schema, "id", base, found);
      }
    }
    return found;
  }

  /** The usual spelling: the JDK leaves out the slashes of a file's URI that it resolved. */
  private static String text(URI uri) {
    return uri.toString().replaceFirst("^file:/(?!/)", "file:///");
  }

  private static JsonNode readable(Path file) {
    try {
      return JsonFiles.read(file);
    } catch (UnreadableException e) {
      return MissingNode.getInstance();
    }
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new UnreadableException(folder + " (expected: a folder)");
    }
  }

  private static void name(JsonNode schema, String keyword, URI base, Map<String, JsonNode> found) {
    String id = schema.path(keyword).asText("").replaceFirst("#$", "");
    if (id.isEmpty()) {
      return;
    }
    found.putIfAbsent(id, schema);
    try {
      found.putIfAbsent(text(base.resolve(new URI(id))), schema);
    } catch (URISyntaxException e) {
      found.remove(id); // no reference can name it
    }
  }
}
