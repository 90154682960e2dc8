package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.schema.SchemaDocuments;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a folder of tests of JSON Schema. */
@Command(
    name = "suite",
    mixinStandardHelpOptions = true,
    description = {
      "Runs tests in the format of JSON-Schema-Test-Suite: files of",
      "[{description, schema, tests: [{description, data, valid}]}].",
      "Status 0 where all pass, 1 where one fails, 2 where there is nothing to run."
    })
final class SuiteCommand implements Callable<Integer> {
  private static final URI REMOTES = URI.create("http://localhost:1234/");
  private static final int SHOWN = 50;

  @Parameters(paramLabel = "DIR", description = "A folder of test files, or one file.")
  private Path folder = Path.of(".");

  @Option(
      names = "--remotes",
      paramLabel = "DIR",
      description =
          "What references to http://localhost:1234/ find (default: remotes beside or above DIR).")
  private @Nullable Path remotes;

  @Option(
      names = "--draft",
      paramLabel = "DRAFT",
      description =
          "The draft of schemas without $$schema: draft4, draft6, draft7, draft2019-09,"
              + " draft2020-12 (default: as a folder's name says, or draft2020-12).")
  private @Nullable String draft;

  @Option(names = "--optional", description = "Also what stands in folders named optional.")
  private boolean optional;

  @Option(
      names = "--format",
      description = "Asserts formats everywhere (default: in optional/format).")
  private boolean format;

  @Spec private @Nullable CommandSpec spec;

  private int files;
  private int tests;
  private int passed;
  private int unreadable;
  private final Set<String> skipped = new TreeSet<>();

  @Override
  public Integer call() {
    Path root = root();
    Suite suite = new Suite(DraftOption.of(draft), format ? true : null, documents(root));
    for (Path file : files(root)) {
      file(suite, root, file);
    }
    total();
    return tests == 0 && unreadable == 0 ? 2 : passed == tests && unreadable == 0 ? 0 : 1;
  }

  private Path root() {
    if (!Files.exists(folder)) {
      throw new UnreadableException(folder + " (expected: a folder or a file)");
    }
    try {
      Path real = folder.toRealPath();
      Path tests = real.resolve("tests");
      return Files.isDirectory(tests) && Files.isDirectory(real.resolve("remotes")) ? tests : real;
    } catch (IOException e) {
      throw new UnreadableException(folder + ": " + e + " (expected: a readable folder)");
    }
  }

  private List<Path> files(Path root) {
    if (Files.isRegularFile(root)) {
      return List.of(root);
    }
    return JsonFiles.below(root, ".json").stream()
        .filter(file -> !within(root, file, "remotes"))
        .filter(file -> optional || !within(root, file, "optional"))
        .toList();
  }

  private static boolean within(Path root, Path file, String name) {
    Path folder = root.relativize(file).getParent();
    for (Path part : folder == null ? List.<Path>of() : folder) {
      if (part.toString().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private SchemaDocuments documents(Path root) {
    Path found = remotes;
    for (Path at = root; found == null && at != null; at = at.getParent()) {
      found = Files.isDirectory(at.resolve("remotes")) ? at.resolve("remotes") : null;
    }
    return SchemaDocuments.of(found == null ? Map.of() : SchemaFiles.byUri(found, REMOTES));
  }

  private void file(Suite suite, Path root, Path file) {
    String name =
        root.equals(file) ? String.valueOf(file.getFileName()) : root.relativize(file).toString();
    if (suite.isUnknownDraft(file)) {
      skipped.add(String.valueOf(Path.of(name).getName(0)) + " (a draft that is not known)");
      return;
    }
    try {
      JsonNode groups = JsonFiles.read(file);
      if (Suite.isTests(groups)) {
        report(name, suite.run(file, groups));
      } else {
        skipped.add(name + " (no tests)");
      }
    } catch (UnreadableException e) {
      unreadable++;
      line(name + ": cannot be read: " + e.getMessage());
    }
  }

  private void report(String name, Suite.Result result) {
    files++;
    tests += result.tests();
    passed += result.passed();
    if (!result.failures().isEmpty()) {
      line(name + ": " + result.failures().size() + " of " + result.tests() + " failed");
      result.failures().stream().limit(SHOWN).forEach(failure -> line("  " + failure));
    }
  }

  private void total() {
    skipped.forEach(what -> line("skipped: " + what));
    line(
        "%d of %d tests passed, %d failed, in %d files%s"
            .formatted(
                passed,
                tests,
                tests - passed,
                files,
                unreadable == 0 ? "" : "; " + unreadable + " files cannot be read"));
    if (tests == 0 && unreadable == 0) {
      line(
          folder
              + ": no tests (expected: *.json files of [{description, schema, tests}]; those in"
              + " optional folders run with --optional)");
    }
  }

  private void line(String text) {
    Objects.requireNonNull(spec).commandLine().getOut().println(text);
  }
}
