package io.dumul.local.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandsTest {
  private static final Path SAMPLE = Path.of("../../definitions");
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"]}";
  @TempDir private Path folder;
  private String out = "";

  private int run(Object command, String... args) {
    StringWriter text = new StringWriter();
    int status =
        new CommandLine(command)
            .setOut(new PrintWriter(text))
            .setErr(new PrintWriter(text))
            .setExecutionExceptionHandler(
                (e, line, result) -> {
                  text.write(String.valueOf(e.getMessage()));
                  return 2;
                })
            .execute(args);
    out = text.toString();
    return status;
  }

  private String write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  @Test
  void tellsEachFailureWithItsPlace() throws IOException {
    String schema = write("s.json", SCHEMA);
    String lines = write("d.jsonl", "{\"a\":1}\n\n{\"a\":\"x\"}\n{}\n{bad\n");
    assertThat(run(new ValidateCommand(), "--schema", schema, lines)).isOne();
    assertThat(out)
        .contains("d.jsonl:3: /a: type: \"x\" (expected: type integer)")
        .contains("d.jsonl:4: /a: required: missing (expected: a value)")
        .contains("d.jsonl:5: malformed: ")
        .endsWith("4 documents: 1 valid, 3 invalid, 3 failures\n");
  }

  @Test
  void takesWhateverIsThere() throws IOException {
    String schema = write("s.json", SCHEMA);
    assertThat(run(new ValidateCommand(), "--schema", schema, write("bom.json", "\uFEFF{\"a\":1}")))
        .isZero();
    for (String bad :
        new String[] {
          "",
          " ",
          "nonsense",
          "{\"a\":1",
          "{\"a\":1e1000000000}",
          "[".repeat(100_000),
          "{\"a\":" + "9".repeat(20_000) + "}"
        }) {
      assertThat(run(new ValidateCommand(), "--schema", schema, write("bad.json", bad))).isOne();
      assertThat(out)
          .contains("bad.json: ")
          .endsWith("1 documents: 0 valid, 1 invalid, 1 failures\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"$ref\":\"file:///etc/passwd\"} | nothing is fetched",
        "{\"$ref\":\"https://example.com/a.json\"} | nothing is fetched",
        "{\"$ref\":\"classpath:logback.xml\"} | nothing is fetched",
        "{\"$ref\":\"#/none\"} | s.json",
        "{\"pattern\":\"(\"} | a ( without a )",
        "{\"$schema\":\"http://example.com/mine\"} | s.json",
        "[] | not a schema",
        "nonsense | expected: one JSON value",
      })
  void refusesASchemaThatCannotBeRead(String text, String why) throws IOException {
    String schema = write("s.json", text);
    assertThat(run(new ValidateCommand(), "--schema", schema, schema)).isEqualTo(2);
    assertThat(out).contains(why);
  }

  @Test
  void nothingToTryIsNotAllRight() throws IOException {
    String empty = Files.createDirectories(folder.resolve("empty")).toString();
    String schema = write("s.json", SCHEMA);
    assertThat(run(new ValidateCommand(), "--schema", schema, empty)).isEqualTo(2);
    assertThat(out).contains("empty: no documents (expected: *.json");
    assertThat(run(new SuiteCommand(), empty)).isEqualTo(2);
    assertThat(out).contains("empty: no tests (expected: *.json files of [{");
  }

  @Test
  void findsReferencesOnlyInTheFolderThatIsGiven() throws IOException {
    String schema = write("refs/s.json", "{\"$ref\":\"t.json\"}");
    write("refs/t.json", "{\"type\":\"string\"}");
    String data = write("d.json", "1");
    assertThat(run(new ValidateCommand(), "--schema", schema, data)).isEqualTo(2);
    String refs = folder.resolve("refs").toString();
    assertThat(run(new ValidateCommand(), "--schema", schema, "--schemas", refs, data)).isOne();
    assertThat(out).contains("type: 1 (expected: type string)");
  }

  @Test
  void readsTheStandardInput() throws IOException {
    String schema = write("s.json", SCHEMA);
    java.io.InputStream before = System.in;
    try {
      System.setIn(
          new java.io.ByteArrayInputStream("{\"a\":1}\n{}\n".getBytes(StandardCharsets.UTF_8)));
      assertThat(run(new ValidateCommand(), "--schema", schema, "-")).isOne();
    } finally {
      System.setIn(before);
    }
    assertThat(out).contains("-:2: /a: required").contains("2 documents: 1 valid");
  }

  @Test
  void countsWhatFailsInASuite() throws IOException {
    write(
        "suite/draft7/a.json",
        "[{\"description\":\"g\",\"schema\":{\"$ref\":\"http://localhost:1234/r.json\"},\"tests\":["
            + "{\"description\":\"t\",\"data\":1,\"valid\":true},"
            + "{\"description\":\"u\",\"data\":\"1\",\"valid\":true}]}]");
    write(
        "suite/draft7/optional/b.json",
        "[{\"schema\":{\"type\":5},\"tests\":[{\"data\":1,\"valid\":true}]}]");
    write("suite/draft7/empty.json", "");
    write("suite/draft7/other.json", "{}");
    write("suite/remotes/r.json", "{\"type\":\"integer\"}");
    String suite = folder.resolve("suite").toString();
    assertThat(run(new SuiteCommand(), suite)).isOne();
    assertThat(out)
        .contains("a.json: 1 of 2 failed")
        .contains("g | u: invalid: (root): type: \"1\" (expected: type integer) (expected: valid)")
        .contains("empty.json: cannot be read")
        .contains("skipped: draft7/other.json (no tests)")
        .endsWith("1 of 2 tests passed, 1 failed, in 1 files; 1 files cannot be read\n");
    assertThat(run(new SuiteCommand(), folder.resolve("none").toString())).isEqualTo(2);
    assertThat(run(new SuiteCommand(), "--draft", "draft99", suite)).isEqualTo(2);
  }

  private Path copy() throws IOException {
    Path copy = folder.resolve("definitions");
    try (var files = Files.walk(SAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(SAMPLE.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    return copy;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"type\": \"object\" | \"type\": \"object\" | 1-0-0 | 0 | all is well",
        "what was typed | what the user typed | 1-0-0 | 0 | all is well",
        "\"maxLength\": 100} | \"maxLength\": 200} | 1-0-0 | 1 | addition: changed without a new"
            + " version (expected: 1-0-1",
        "\"maxLength\": 100} | \"maxLength\": 200} | 1-0-1 | 0 | /properties/query/maxLength: was"
            + " 100, is 200 (addition)",
        "\"maxLength\": 100} | \"maxLength\": 50} | 1-0-1 | 1 | revision: has too small a version"
            + " (expected: 1-1-0",
        "\"maxLength\": 100} | \"maxLength\": 50} | 1-1-0 | 0 | revision",
        "\"query\": | \"words\": | 1-1-0 | 1 | model: has too small a version (expected: 2-0-0",
        "\"web\"] | \"web\", \"tv\"] | 1-0-1 | 0 | also [\"tv\"] (addition)",
        "\"android\", \"web\"] | \"web\"] | 1-0-1 | 1 | no longer [\"android\"] (revision)",
        "\"type\": \"integer\" | \"type\": \"number\" | 1-0-1 | 1 | readers may find another"
            + " (revision)",
        "[\"region\", \"query\", | [\"region\", | 1-0-1 | 1 | query is optional now: readers may"
            + " miss it (revision)",
        "\"query\": { | \"Query\": { | 2-0-0 | 1 | searched.json:18: properties.Query (expected: a"
            + " name in snake case",
        "\"session\"] | \"region\"] | 9-0-0 | 1 | required: without session (expected: also"
            + " session)",
        "discovery | nobody | 1-0-0 | 1 | x-owner: nobody (expected: one of the owners",
        "\"description\": \"what was typed\", | | 1-0-0 | 1 | without description (expected: what"
            + " it means)",
      })
  void saysWhichVersionAChangeMustGet(
      String found, String instead, String version, int status, String says) throws IOException {
    Path copy = copy();
    Path file = copy.resolve("events/searched.json");
    String text = Files.readString(file);
    assertThat(text).contains(found);
    Files.writeString(
        file, text.replace(found, instead == null ? "" : instead).replace("1-0-0", version));
    int found1 = run(new CheckCommand(), "--base", SAMPLE.toString(), copy.toString());
    assertThat(out).contains(says);
    assertThat(found1).as(out).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1-0-0 | query | 0 | events up to 1-0-0 are read as 2-0-0, tried with 1 published",
        "1 | 1-0-0 | other | 1 | x-supersedes: published example: /words: missing (expected: ",
        "0 | 1-0-0 | query | 1 | x-supersedes: schema: https://dumul.example/events/searched/0 (",
        "1 | 7-0-0 | query | 1 | version: 7-0-0 (expected: a model before 2, every one once)",
      })
  void triesWhetherOlderEventsCanBeReadAsTheNewModel(
      String schema, String version, String renamed, int status, String says) throws IOException {
    Path copy = copy();
    Path file = copy.resolve("events/searched.json");
    String text = Files.readString(file).replace("query", "words").replace("1-0-0", "2-0-0");
    String id = "\"https://dumul.example/events/searched/";
    String supersedes =
        "\"x-supersedes\": [{\"schema\": %s%s\", \"version\": \"%s\", \"steps\": [%s]}], \"x-trigger\""
            .formatted(
                id,
                schema,
                version,
                "{\"rename\": \"/data/" + renamed + "\", \"to\": \"/data/words\"}");
    Files.writeString(file, text.replace(id + "1", id + "2").replace("\"x-trigger\"", supersedes));
    int found = run(new CheckCommand(), "--base", SAMPLE.toString(), copy.toString());
    assertThat(out).contains(says);
    assertThat(found).as(out).isEqualTo(status);
  }

  @Test
  void saysThatEventsOfAModelThatIsNotSupersededAreRejected() throws IOException {
    Path copy = copy();
    Path file = copy.resolve("events/searched.json");
    Files.writeString(
        file, Files.readString(file).replace("query", "words").replace("1-0-0", "2-0-0"));
    assertThat(run(new CheckCommand(), "--base", SAMPLE.toString(), copy.toString())).isOne();
    assertThat(out)
        .contains("events of model 1 are rejected (x-supersedes would read them)")
        .contains("$id: https://dumul.example/events/searched/1 (expected: another one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1e9999999999 | odd.json: malformed: Value",
        "-1E+2147483648 | odd.json: malformed: Value",
        "1e-999999999999999 | odd.json: malformed: Value",
        "3e9999 | odd.json: /a: multipleOf",
        "DIGITS | odd.json: (root): validator: ",
      })
  void aNumberThatIsTooMuchIsOneWrongDocument(String number, String says) throws IOException {
    String schema = write("s.json", "{\"properties\":{\"a\":{\"multipleOf\":7}}}");
    String text = number.equals("DIGITS") ? "3".repeat(9999) : number;
    String odd = write("odd.json", "{\"a\":" + text + "}");
    String good = write("good.json", "{\"a\":7}");
    assertThat(run(new ValidateCommand(), "--schema", schema, odd, good)).isOne();
    assertThat(out).contains(says, "2 documents: 1 valid, 1 invalid");
  }

  @Test
  void warnsOfASchemaThatItsMetaSchemaRefuses() throws IOException {
    String draft = "http://json-schema.org/draft-07/schema#";
    String schema = write("s.json", "{\"$schema\":\"" + draft + "\",\"type\":\"strin\"}");
    run(new ValidateCommand(), "--schema", schema, schema);
    assertThat(out).contains("warning: ", "/type: ", "by " + draft);
    run(new ValidateCommand(), "--schema", write("t.json", "{\"multipleOf\":0}"), schema);
    assertThat(out).contains("warning: ", "/multipleOf: ");
    run(new ValidateCommand(), "--schema", write("t.json", "{\"multipleOf\":2}"), schema);
    assertThat(out).doesNotContain("warning");
  }

  @Test
  void comparesWithACommit() throws Exception {
    Path copy = copy();
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one");
    Files.delete(copy.resolve("events/searched.json"));
    assertThat(run(new CheckCommand(), "--base", "HEAD", copy.toString())).isOne();
    assertThat(out).contains("searched: removed (expected: kept");
    assertThat(run(new CheckCommand(), "--base", "nope", copy.toString())).isEqualTo(2);
  }

  private void git(String... args) throws Exception {
    java.util.List<String> command =
        new java.util.ArrayList<>(java.util.List.of("git", "-C", folder.toString()));
    command.addAll(java.util.List.of(args));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
