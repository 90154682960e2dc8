package io.dumul.local.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads JSON of strangers: any encoding of Unicode, up to 10,000 levels, every digit kept. */
final class JsonFiles {
  private static final int DEEPEST = 10_000;
  private static final int MOST_DIGITS = 10_000;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNumberLength(MOST_DIGITS)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFiles() {}

  /** Reads a file of one JSON value, or YAML where the name says so. */
  static JsonNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UnreadableException(file + " (expected: a file)");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return isYaml(file) ? yaml(in) : parse(in);
    } catch (JsonProcessingException e) {
      throw new UnreadableException(file + place(e) + " (expected: one JSON value)");
    } catch (YAMLException | IllegalArgumentException e) {
      throw new UnreadableException(file + ": " + brief(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new UnreadableException(file + ": " + e + " (expected: a readable file)");
    }
  }

  /** Reads YAML with its aliases; dates stay the texts that they are. */
  private static JsonNode yaml(InputStream in) throws IOException {
    LoaderOptions options = new LoaderOptions();
    DumperOptions unused = new DumperOptions();
    Resolver plain =
        new Resolver() {
          @Override
          protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|false"), "tf");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
          }
        };
    Object tree =
        new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, plain)
            .load(in);
    return checked(JSON.valueToTree(tree));
  }

  /** Reads one JSON value and nothing after it. */
  static JsonNode parse(InputStream in) throws IOException {
    try {
      return checked(JSON.readTree(in));
    } catch (NumberFormatException e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
  }

  static JsonNode parse(byte[] text) throws IOException {
    return parse(new ByteArrayInputStream(text));
  }

  /** Where and why a text is no JSON, to follow the file's name. */
  static String place(JsonProcessingException e) {
    String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
    return line + ": " + brief(e.getOriginalMessage());
  }

  static boolean isYaml(Path file) {
    String name = file.toString();
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  /** All files in a folder and below whose name ends in one of these, in the order of names. */
  static List<Path> below(Path folder, String... endings) {
    if (!Files.isDirectory(folder)) {
      throw new UnreadableException(folder + " (expected: a folder)");
    }
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.toRealPath())) {
      for (Path file : files.sorted().toList()) {
        String name = file.toString();
        if (Files.isRegularFile(file) && Stream.of(endings).anyMatch(name::endsWith)) {
          found.add(file);
        }
      }
      return found;
    } catch (IOException | UncheckedIOException e) {
      throw new UnreadableException(folder + ": " + e + " (expected: a readable folder)");
    }
  }

  /** The value, if there is one and no number would need gigabytes to be written out. */
  private static JsonNode checked(JsonNode root) throws IOException {
    if (root.isMissingNode()) {
      throw new Malformed("empty");
    }
    Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      if (node.isBigDecimal() && isHuge(node.decimalValue())) {
        throw new Malformed("a number beyond 10^" + MOST_DIGITS);
      }
      node.forEach(open::push);
    }
    return root;
  }

  private static boolean isHuge(BigDecimal number) {
    return Math.abs((long) number.scale()) > MOST_DIGITS;
  }

  private static String brief(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }

  /** A text that Jackson would take. */
  private static final class Malformed extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }
}
