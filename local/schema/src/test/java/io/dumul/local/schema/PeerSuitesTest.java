package io.dumul.local.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.EventJson;
import io.dumul.core.schema.CompiledSchema;
import io.dumul.core.schema.Draft;
import io.dumul.core.schema.SchemaCompiler;
import io.dumul.core.schema.SchemaDocuments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others wrote to try validators and parsers with; each prints its figure. */
class PeerSuitesTest {
  @TempDir private static Path root;

  @BeforeAll
  static void unpack() throws IOException {
    Suites.unpack(root);
  }

  private static void figure(String what, int good, int all) {
    System.out.println(what + ": " + good + " of " + all);
  }

  @ParameterizedTest
  @CsvSource({"draft2020-12, 1299", "draft2019-09, 1259", "draft7, 927", "draft6, 0", "draft4, 0"})
  void passesTheRequiredPartOfJsonSchemaTestSuite(String draft, int least) throws IOException {
    Path suite = Suites.find(root, "JSON-Schema-Test-Suite");
    SchemaDocuments remotes =
        SchemaDocuments.of(
            SchemaFiles.byUri(suite.resolve("remotes"), URI.create("http://localhost:1234/")));
    Suite run = new Suite(Draft.named(draft), null, remotes);
    int passed = 0;
    int tests = 0;
    List<String> failures = new ArrayList<>();
    try (var files = Files.list(suite.resolve("tests").resolve(draft))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Suite.Result result = run.run(file, JsonFiles.read(file));
        passed += result.passed();
        tests += result.tests();
        failures.addAll(result.failures());
      }
    }
    figure("JSON-Schema-Test-Suite " + draft + " required", passed, tests);
    assertThat(failures).isEmpty();
    assertThat(tests).isGreaterThanOrEqualTo(Math.max(least, 1));
  }

  @Test
  void parsesAsJsonTestSuiteAsks() throws IOException {
    int[][] counts = new int[3][2];
    List<String> wrong = new ArrayList<>();
    try (var files = Files.list(Suites.find(root, "test_parsing"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        boolean parsed = parses(Files.readAllBytes(file));
        int[] count = counts["yni".indexOf(name.charAt(0))];
        count[parsed ? 0 : 1]++;
        if (parsed ? name.startsWith("n_") : name.startsWith("y_")) {
          wrong.add(name);
        }
      }
    }
    figure("JSONTestSuite must accept, accepted", counts[0][0], 95);
    figure("JSONTestSuite must reject, refused", counts[1][1], 188);
    figure("JSONTestSuite may do either, accepted", counts[2][0], counts[2][0] + counts[2][1]);
    assertThat(wrong).isEmpty();
    assertThat(counts[0]).containsExactly(95, 0);
    assertThat(counts[1]).containsExactly(0, 188);
  }

  /** By itself; as the data of an event it is refused or taken alike, but for a key twice. */
  private static boolean parses(byte[] text) throws IOException {
    boolean parsed = takes(() -> EventJson.value(text));
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.write("{\"data\":".getBytes(StandardCharsets.UTF_8));
    event.write(text);
    event.write('}');
    boolean inEvent = takes(() -> EventJson.value(event.toByteArray()));
    assertThat(inEvent).as(new String(text, StandardCharsets.UTF_8)).isEqualTo(parsed);
    return parsed;
  }

  private static boolean takes(Runnable parse) {
    try {
      parse.run();
      return true;
    } catch (IllegalArgumentException refused) {
      assertThat(refused).message().isNotBlank();
      return false;
    }
  }

  @Test
  void judgesThePingsOfMozilla() throws IOException {
    Path mozilla = Suites.find(root, "mozilla-pipeline-schemas");
    Map<String, CompiledSchema> schemas = new TreeMap<>();
    int[] right = new int[2];
    int[] all = new int[2];
    List<String> wrong = new ArrayList<>();
    for (Path file : JsonFiles.below(mozilla.resolve("validation"), ".json")) {
      String[] name = file.getFileName().toString().split("\\.", -1);
      String schema =
          "schemas/%s/%s/%s.%s.schema.json"
              .formatted(
                  Objects.requireNonNull(file.getParent()).getFileName(),
                  name[0],
                  name[0],
                  name[1]);
      int pass = name[name.length - 2].equals("pass") ? 0 : 1;
      boolean valid =
          schemas
              .computeIfAbsent(
                  schema, key -> compile(JsonFiles.read(mozilla.resolve(key)), Map.of()))
              .accepts(JsonFiles.read(file));
      all[pass]++;
      if (valid == (pass == 0)) {
        right[pass]++;
      } else {
        wrong.add(file.toString());
      }
    }
    figure("Mozilla pings that must pass, valid", right[0], all[0]);
    figure("Mozilla pings that must fail, invalid", right[1], all[1]);
    assertThat(wrong).isEmpty();
    assertThat(all).containsExactly(158, 55);
  }

  /** As if it stood somewhere: names relative to that are usual. */
  private static CompiledSchema compile(JsonNode schema, Map<String, JsonNode> others) {
    return SchemaCompiler.lenient(Draft.DRAFT_2020_12, SchemaDocuments.of(others), null)
        .compile(URI.create("https://schemas.example/"), schema);
  }

  @Test
  void findsEveryExampleOfWikimediaValid() throws IOException {
    int examples = 0;
    int versions = 0;
    List<String> wrong = new ArrayList<>();
    for (List<Path> family : families()) {
      for (Path file : family) {
        JsonNode schema = JsonFiles.read(file);
        CompiledSchema compiled = compile(schema, Map.of());
        versions++;
        for (JsonNode example : schema.path("examples")) {
          examples++;
          compiled.all(example).forEach(one -> wrong.add(file + ": " + one));
        }
      }
    }
    figure("Wikimedia schema versions compiled", versions, versions);
    figure("Wikimedia examples valid", examples - wrong.size(), examples);
    assertThat(wrong).isEmpty();
    assertThat(versions).isGreaterThan(400);
  }

  /** A change that is called an addition makes no example of the older version invalid. */
  @Test
  void judgesThePairsOfVersionsOfWikimedia() throws IOException {
    Map<Level, Integer> levels = new EnumMap<>(Level.class);
    int pairs = 0;
    int fitting = 0;
    List<String> wrong = new ArrayList<>();
    for (List<Path> family : families()) {
      for (int i = 1; i < family.size(); i++) {
        JsonNode before = JsonFiles.read(family.get(i - 1));
        JsonNode after = JsonFiles.read(family.get(i));
        Level level = Changes.level(Changes.between(before, after));
        levels.merge(level, 1, Integer::sum);
        pairs++;
        boolean sameMajor = major(family.get(i - 1)) == major(family.get(i));
        fitting += sameMajor == (level.compareTo(Level.ADDITION) <= 0) ? 1 : 0;
        if (level.compareTo(Level.ADDITION) <= 0) {
          wrong.addAll(broken(before, after, family.get(i)));
        }
      }
    }
    figure("Wikimedia version pairs judged, as " + levels, pairs, pairs);
    figure("Wikimedia version pairs whose major number fits our level", fitting, pairs);
    assertThat(wrong).isEmpty();
    assertThat(pairs).isGreaterThan(100);
  }

  private static List<String> broken(JsonNode before, JsonNode after, Path file) {
    List<String> wrong = new ArrayList<>();
    CompiledSchema compiled = compile(after, Map.of());
    for (JsonNode example : before.path("examples")) {
      compiled.all(example).stream()
          .filter(one -> !one.path().startsWith("/$schema"))
          .forEach(one -> wrong.add(file + ": " + one));
    }
    return wrong;
  }

  private static int major(Path version) {
    return Integer.parseInt(version.getFileName().toString().split("\\.", -1)[0]);
  }

  /** The versions of each schema, oldest first. */
  private static List<List<Path>> families() throws IOException {
    Map<Path, List<Path>> found = new TreeMap<>();
    for (String name : List.of("wikimedia-primary", "wikimedia-secondary")) {
      for (Path file : JsonFiles.below(Suites.find(root, name), ".yaml")) {
        if (file.getFileName().toString().matches("\\d+\\.\\d+\\.\\d+\\.yaml")) {
          found.computeIfAbsent(file.getParent(), key -> new ArrayList<>()).add(file);
        }
      }
    }
    found.values().forEach(family -> family.sort(PeerSuitesTest::byNumbers));
    return List.copyOf(found.values());
  }

  private static int byNumbers(Path left, Path right) {
    String[] a = left.getFileName().toString().split("\\.", -1);
    String[] b = right.getFileName().toString().split("\\.", -1);
    for (int i = 0; i < 3; i++) {
      int order = Integer.compare(Integer.parseInt(a[i]), Integer.parseInt(b[i]));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Where our envelope check and the schema of CloudEvents speak of the same, they agree. */
  @Test
  void readsEnvelopesAsCloudEventsAsks() throws IOException {
    ObjectNode schema = JsonFiles.read(Suites.find(root, "cloudevents.json")).deepCopy();
    CompiledSchema theirs =
        SchemaCompiler.lenient(Draft.DRAFT_7, SchemaDocuments.of(Map.of()), true).compile(schema);
    EnvelopeMutations mutations = new EnvelopeMutations();
    int agreed = 0;
    for (int seed = 0; seed < 2000; seed++) {
      ObjectNode envelope = mutations.draw(seed);
      boolean ours = mutations.accepts(envelope);
      assertThat(ours).as("seed %s: %s", seed, envelope).isEqualTo(theirs.accepts(envelope));
      agreed++;
    }
    figure("CloudEvents envelopes judged alike", agreed, 2000);
  }
}
