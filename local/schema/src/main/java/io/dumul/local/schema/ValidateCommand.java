package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.schema.CompiledSchema;
import io.dumul.core.schema.Draft;
import io.dumul.core.schema.Mismatch;
import io.dumul.core.schema.SchemaCompiler;
import io.dumul.core.schema.SchemaDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Validates documents against a schema. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Validates documents against a JSON Schema of any draft from 4 to 2020-12.",
      "Status 0 where all are valid, 1 where one is not, 2 where the schema or a file cannot be"
          + " read."
    })
final class ValidateCommand implements Callable<Integer>, DocumentFile.Visitor {
  @Option(names = "--schema", required = true, paramLabel = "FILE", description = "The schema.")
  private Path schema = Path.of("");

  @Option(
      names = "--schemas",
      paramLabel = "DIR",
      description = "Schemas that references may name, by $$id or by place. Nothing else is read.")
  private @Nullable Path schemas;

  @Option(
      names = "--draft",
      paramLabel = "DRAFT",
      description = "The draft of schemas without $$schema (default: draft2020-12).")
  private @Nullable String draft;

  @Option(
      names = "--format",
      description = "Asserts formats (default: as the draft says; from 2019-09 on it does not).")
  private boolean format;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "JSON, or JSON lines; a folder for all in it; - for the standard input.")
  private List<String> files = List.of();

  @Spec private @Nullable CommandSpec spec;

  private @Nullable CompiledSchema compiled;
  private String file = "";
  private int valid;
  private int invalid;
  private int failures;

  @Override
  public Integer call() throws IOException {
    compiled = compile();
    List<Path> all = new ArrayList<>();
    for (String name : files) {
      all.addAll(expand(name));
    }
    if (all.isEmpty()) {
      throw new UnreadableException(
          String.join(", ", files)
              + ": no documents (expected: *.json, *.jsonl or *.ndjson files)");
    }
    for (Path each : all) {
      file =
          files.contains("-") && each.getFileName().toString().startsWith("dumul-stdin")
              ? "-"
              : each.toString();
      new DocumentFile(each).visit(this);
    }
    line(
        "%d documents: %d valid, %d invalid, %d failures"
            .formatted(valid + invalid, valid, invalid, failures));
    return invalid == 0 ? 0 : 1;
  }

  @Override
  public void document(int line, JsonNode document) {
    List<Mismatch> wrong = Judging.all(Objects.requireNonNull(compiled), document);
    for (Mismatch one : wrong) {
      line(place(line) + text(one));
    }
    failures += wrong.size();
    if (wrong.isEmpty()) {
      valid++;
    } else {
      invalid++;
    }
  }

  @Override
  public void malformed(int line, String why) {
    invalid++;
    failures++;
    line(place(line) + "malformed: " + why + " (expected: a JSON value)");
  }

  /** As {@code /amount: type: "1" (expected: type number)}. */
  static String text(Mismatch one) {
    String path = one.path().isEmpty() ? "(root)" : one.path();
    return path + ": " + one.rule() + ": " + one.found() + " (expected: " + one.expected() + ")";
  }

  private CompiledSchema compile() {
    JsonNode document = JsonFiles.read(schema);
    Draft usual = Objects.requireNonNullElse(DraftOption.of(draft), Draft.DRAFT_2020_12);
    meta(document, usual);
    Map<String, JsonNode> others =
        schemas == null
            ? Map.of()
            : SchemaFiles.byUri(schemas, schemas.toAbsolutePath().normalize().toUri());
    SchemaCompiler compiler =
        SchemaCompiler.lenient(usual, SchemaDocuments.of(others), format ? true : null);
    try {
      return compiler.compile(schema.toAbsolutePath().normalize().toUri(), document);
    } catch (IllegalArgumentException e) {
      throw new UnreadableException(schema + ": " + Suite.refusal(e));
    }
  }

  /** A keyword that says nothing it may say would else be passed over. */
  private void meta(JsonNode document, Draft usual) {
    String dialect = document.path("$schema").asText(usual.uri());
    ObjectNode reference = JsonNodeFactory.instance.objectNode().put("$ref", dialect);
    try {
      CompiledSchema meta =
          SchemaCompiler.lenient(usual, SchemaDocuments.of(Map.of()), null).compile(reference);
      for (Mismatch one : Judging.all(meta, document)) {
        String text = "warning: " + schema + ": " + text(one) + ", by " + dialect;
        Objects.requireNonNull(spec).commandLine().getErr().println(text);
      }
    } catch (IllegalArgumentException e) {
      return; // another meta-schema, which compiling tells
    }
  }

  private static List<Path> expand(String name) throws IOException {
    if (name.equals("-")) {
      Path copy = Files.createTempFile("dumul-stdin", ".txt");
      copy.toFile().deleteOnExit();
      Files.copy(System.in, copy, StandardCopyOption.REPLACE_EXISTING);
      return List.of(copy);
    }
    Path path = Path.of(name);
    if (Files.isDirectory(path)) {
      return JsonFiles.below(path, ".json", ".jsonl", ".ndjson");
    }
    if (!Files.isReadable(path)) {
      throw new UnreadableException(path + " (expected: a readable file)");
    }
    return List.of(path);
  }

  private String place(int line) {
    return file + (line == 0 ? ": " : ":" + line + ": ");
  }

  private void line(String text) {
    Objects.requireNonNull(spec).commandLine().getOut().println(text);
  }
}
