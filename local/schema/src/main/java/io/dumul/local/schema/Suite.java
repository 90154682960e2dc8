package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.schema.CompiledSchema;
import io.dumul.core.schema.Draft;
import io.dumul.core.schema.Mismatch;
import io.dumul.core.schema.SchemaCompiler;
import io.dumul.core.schema.SchemaDocuments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs test files in the format of JSON-Schema-Test-Suite. */
final class Suite {

  /**
   * What became of one file.
   *
   * @param failures a line for each test that failed, and one for what could not be read
   */
  record Result(int tests, int passed, List<String> failures) {}

  private static final Pattern UNKNOWN = Pattern.compile("v1|draft[0-9-]+|draft-next");

  private static final Pattern ABSENT =
      Pattern.compile("Schema from '(.*)' is not allowed to be loaded\\.?");

  private final @Nullable Draft draft;
  private final @Nullable Boolean formats;
  private final SchemaDocuments remotes;

  /**
   * @param draft for schemas without {@code $schema}; null for what the folder's name says
   * @param formats whether formats are asserted; null where the folder says
   */
  Suite(@Nullable Draft draft, @Nullable Boolean formats, SchemaDocuments remotes) {
    this.draft = draft;
    this.formats = formats;
    this.remotes = remotes;
  }

  /** Whether the file is of a draft that nobody here knows, as its folder says. */
  boolean isUnknownDraft(Path file) {
    if (draft != null) {
      return false;
    }
    for (Path part : file) {
      String name = part.toString();
      if (UNKNOWN.matcher(name).matches() && Draft.named(name) == null) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is a list of groups, each a schema with tests. */
  static boolean isTests(JsonNode file) {
    boolean all = file.isArray();
    for (JsonNode group : file) {
      all &= group.has("schema") && group.path("tests").isArray();
    }
    return all;
  }

  Result run(Path file, JsonNode groups) {
    SchemaCompiler compiler = SchemaCompiler.lenient(draft(file), remotes, formats(file));
    List<String> failures = new ArrayList<>();
    int tests = 0;
    for (JsonNode group : groups) {
      tests += group.path("tests").size();
      group(compiler, group, failures);
    }
    return new Result(tests, tests - failures.size(), failures);
  }

  private static void group(SchemaCompiler compiler, JsonNode group, List<String> failures) {
    CompiledSchema schema = null;
    String why = "";
    try {
      schema = compiler.compile(group.path("schema"));
    } catch (IllegalArgumentException e) {
      why = "the schema is refused: " + refusal(e);
    }
    for (JsonNode test : group.path("tests")) {
      String wrong = schema == null ? why : wrong(schema, test);
      if (!wrong.isEmpty()) {
        failures.add(title(group) + " | " + title(test) + ": " + wrong);
      }
    }
  }

  /** Why a schema is refused; of one that names another, what can be done. */
  static String refusal(IllegalArgumentException e) {
    Matcher absent = ABSENT.matcher(String.valueOf(e.getMessage()));
    return absent.matches()
        ? absent.group(1)
            + " is not here (expected: a draft from 4 to 2020-12, or a schema in the folder of"
            + " --schemas or --remotes; nothing is fetched)"
        : String.valueOf(e.getMessage());
  }

  private static String wrong(CompiledSchema schema, JsonNode test) {
    if (!test.path("valid").isBoolean() || !test.has("data")) {
      return "not a test (expected: data and valid)";
    }
    Mismatch found = Judging.first(schema, test.path("data"));
    if (test.path("valid").booleanValue() == (found == null)) {
      return "";
    }
    return found == null
        ? "valid (expected: invalid)"
        : "invalid: " + ValidateCommand.text(found) + " (expected: valid)";
  }

  private static String title(JsonNode named) {
    return named.path("description").asText("without description");
  }

  private Draft draft(Path file) {
    Draft found = draft;
    for (Path part : file) {
      if (found == null && part.toString().startsWith("draft")) {
        found = Draft.named(part.toString());
      }
    }
    return found == null ? Draft.DRAFT_2020_12 : found;
  }

  private @Nullable Boolean formats(Path file) {
    Path folder = file.getParent();
    if (formats != null || folder == null) {
      return formats;
    }
    return folder.endsWith(Path.of("optional", "format")) ? Boolean.TRUE : null;
  }
}
