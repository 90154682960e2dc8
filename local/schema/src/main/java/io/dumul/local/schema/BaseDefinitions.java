package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The event types that were published: in a folder, or in a commit of the definitions' repository.
 */
final class BaseDefinitions {
  private BaseDefinitions() {}

  /** Schemas by event type. */
  static Map<String, JsonNode> read(String base, Path definitions) {
    return Files.isDirectory(Path.of(base)) ? folder(Path.of(base)) : commit(base, definitions);
  }

  static Map<String, JsonNode> folder(Path definitions) {
    Map<String, JsonNode> found = new TreeMap<>();
    for (Path file : JsonFiles.below(definitions.resolve("events"), ".json")) {
      put(found, JsonFiles.read(file), file.toString());
    }
    return found;
  }

  private static Map<String, JsonNode> commit(String reference, Path definitions) {
    if (reference.startsWith("-")) {
      throw new UnreadableException("base: " + reference + " (expected: a folder or a commit)");
    }
    Map<String, JsonNode> found = new TreeMap<>();
    String names = git(definitions, "ls-tree", "--name-only", reference, "./events/");
    for (String name : names.lines().toList()) {
      if (name.endsWith(".json")) {
        try {
          byte[] text =
              git(definitions, "show", reference + ":./" + name).getBytes(StandardCharsets.UTF_8);
          put(found, JsonFiles.parse(text), name);
        } catch (IOException e) {
          throw new UnreadableException(reference + ":" + name + ": " + e.getMessage());
        }
      }
    }
    return found;
  }

  private static void put(Map<String, JsonNode> found, JsonNode schema, String name) {
    String type = schema.path("x-type").asText();
    if (type.isEmpty()) {
      throw new UnreadableException(name + ": x-type: missing (expected: the event type)");
    }
    found.put(type, schema);
  }

  private static String git(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (InputStream out = process.getInputStream()) {
        String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          throw new UnreadableException(
              String.join(" ", command)
                  + ": "
                  + text.strip()
                  + " (expected: a folder or a commit)");
        }
        return text;
      }
    } catch (IOException e) {
      throw new UnreadableException("git: " + e + " (expected: git on the PATH)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreadableException("git: interrupted");
    }
  }
}
