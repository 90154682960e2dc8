package io.dumul.core.definition;

import io.dumul.core.schema.Subschemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a company asks of its event types beyond their being schemas: {@code rules.yaml} beside
 * them. It is checked before release, not when processes start.
 */
public final class DefinitionRules {
  private static final Map<String, String> STYLES =
      Map.of(
          "snake", "[a-z][a-z0-9]*(_[a-z0-9]+)*",
          "kebab", "[a-z][a-z0-9]*(-[a-z0-9]+)*",
          "camel", "[a-z][a-zA-Z0-9]*");

  private final @Nullable Located properties;
  private final @Nullable Located described;
  private final @Nullable Located owners;
  private final List<Located> required;
  private final List<String> broken = new ArrayList<>();

  private DefinitionRules(Located file) {
    file.object(List.of("properties", "described", "owners", "required"));
    this.properties = file.find("properties");
    this.described = file.find("described");
    this.owners = file.find("owners");
    Located list = file.find("required");
    this.required = list == null ? List.of() : list.list("a list of {fields, except}");
    if (properties != null && !STYLES.containsKey(properties.text("a style"))) {
      throw properties.wrong("snake, kebab or camel");
    }
  }

  /**
   * Where the folder's event types break its rules, each with file, line and what was expected;
   * nothing where there are no rules.
   */
  public static List<String> check(Path folder) {
    if (!Files.exists(folder.resolve("rules.yaml"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder.resolve("events"))) {
      DefinitionRules rules = new DefinitionRules(LocatedReader.read(folder, "rules.yaml"));
      for (Path file : files.sorted().toList()) {
        rules.event(LocatedReader.read(folder, "events/" + file.getFileName()));
      }
      return rules.broken;
    } catch (DefinitionException e) {
      return List.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return List.of(folder.resolve("events") + " (expected: a readable folder)");
    }
  }

  private void event(Located event) {
    properties(event);
    Located owner = event.find("x-owner");
    if (owners != null && owner != null && !texts(owners).contains(owner.value().asText())) {
      broken(owner.wrong("one of the owners " + texts(owners)));
    }
    String type = event.value().path("x-type").asText();
    for (Located rule : required) {
      rule.object(List.of("fields", "except"));
      Located except = rule.find("except");
      if (except == null || !texts(except).contains(type)) {
        required(event, rule.need("fields", "a list of properties"));
      }
    }
  }

  private void required(Located event, Located fields) {
    Set<String> found = new HashSet<>();
    event.value().path("required").forEach(name -> found.add(name.asText()));
    for (String field : texts(fields)) {
      if (!found.contains(field) || !event.value().path("properties").has(field)) {
        Located where = event.find("required");
        broken((where == null ? event : where).at("required: without " + field, "also " + field));
      }
    }
  }

  /** Every schema below has its properties named and described. */
  private void properties(Located schema) {
    Located named = schema.find("properties");
    if (named != null && named.value().isObject()) {
      named.fields().forEach(this::property);
    }
    schema.fields().forEach((name, inner) -> below(name, inner));
  }

  private void below(String name, Located inner) {
    if (Set.of("enum", "const", "default", "examples").contains(name)) {
      return;
    }
    if (Subschemas.NAMED.contains(name)) {
      inner.fields().values().forEach(this::properties);
    } else if (inner.value().isObject()) {
      properties(inner);
    }
    inner.items().forEach(this::properties);
  }

  private void property(String name, Located value) {
    String style = properties == null ? null : properties.value().asText();
    if (style != null && !name.matches(String.valueOf(STYLES.get(style)))) {
      broken(value.at(value.path(), "a name in " + style + " case"));
    }
    if (described != null
        && described.value().asBoolean()
        && value.value().isObject()
        && !value.fields().containsKey("$ref")
        && value.value().path("description").asText().isBlank()) {
      broken(value.at(value.path() + ": without description", "what it means"));
    }
  }

  private static List<String> texts(Located list) {
    return list.list("a list").stream().map(item -> item.text("a text")).toList();
  }

  private void broken(DefinitionException what) {
    broken.add(String.valueOf(what.getMessage()));
  }
}
