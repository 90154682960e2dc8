package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.DefinitionException;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.DefinitionRules;
import io.dumul.core.definition.EventType;
import io.dumul.core.schema.Mismatch;
import io.dumul.core.schema.SchemaCompiler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks definitions before release. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks definitions, their rules (rules.yaml), and against --base which version each changed",
      "event type must get: MODEL-REVISION-ADDITION, and why.",
      "Status 0 where all is well, 1 where something is wrong, 2 where it cannot be read."
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin private DefinitionsFolder folder = new DefinitionsFolder();

  @Option(
      names = "--base",
      paramLabel = "DIR|COMMIT",
      description = "What is published: a folder of definitions, or a commit, as main.")
  private @Nullable String base;

  @Spec private @Nullable CommandSpec spec;

  private int wrong;
  private Map<String, EventType> types = Map.of();

  @Override
  public Integer call() {
    Path definitions = folder.path();
    load(definitions);
    DefinitionRules.check(definitions).forEach(this::wrong);
    if (base == null) {
      line("no --base: versions are not compared");
    } else {
      compare(BaseDefinitions.read(base, definitions), BaseDefinitions.folder(definitions));
    }
    line(wrong == 0 ? "all is well" : wrong + " wrong");
    return wrong == 0 ? 0 : 1;
  }

  private void load(Path definitions) {
    try {
      types = DefinitionFiles.load(definitions).events();
      types.values().forEach(this::examples);
    } catch (DefinitionException e) {
      List.of(String.valueOf(e.getMessage()).split("\n")).forEach(this::wrong);
    }
  }

  /** Examples are of the type that they stand with. */
  private void examples(EventType type) {
    for (JsonNode example : type.schema().path("examples")) {
      for (Mismatch one : SchemaCompiler.strict().compile(type.schema()).all(example)) {
        wrong(
            "%s: example: %s: %s (expected: %s)"
                .formatted(type.name(), one.path(), one.found(), one.expected()));
      }
    }
  }

  private void compare(Map<String, JsonNode> before, Map<String, JsonNode> after) {
    Set<String> types = new TreeSet<>(before.keySet());
    types.addAll(after.keySet());
    for (String type : types) {
      JsonNode was = before.get(type);
      JsonNode is = after.get(type);
      if (was == null) {
        line(type + ": new");
      } else if (is == null) {
        wrong(type + ": removed (expected: kept, as old events are of it)");
      } else if (!was.equals(is)) {
        changed(type, was, is);
      }
    }
  }

  private void changed(String type, JsonNode was, JsonNode is) {
    try {
      VersionCheck check = VersionCheck.of(was, is);
      wrong += check.isWrong() ? 1 : 0;
      line(type + ": " + check.text());
      for (Change change : check.changes()) {
        line("  " + change.path() + ": " + change.what() + " (" + change.level() + ")");
      }
      EventType defined = types.get(type);
      if (defined != null) {
        SupersedeCheck.of(defined, was, check.was()).ifPresent(this::superseded);
      }
    } catch (IllegalArgumentException e) {
      wrong(type + ": x-" + e.getMessage());
    }
  }

  private void superseded(SupersedeCheck.Result result) {
    line("  " + result.text());
    result.wrong().forEach(this::wrong);
  }

  private void wrong(String text) {
    wrong++;
    line(text);
  }

  private void line(String text) {
    Objects.requireNonNull(spec).commandLine().getOut().println(text);
  }
}
