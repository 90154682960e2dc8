package io.dumul.local.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.schema.Draft;
import io.dumul.core.schema.SchemaCompiler;
import io.dumul.core.schema.SchemaDocuments;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaBuildersTest {
  private static final Path SAMPLE = Path.of("../../definitions");
  private static final Path TRAFFIC = Path.of("../stack/src/main/java");
  private static final String DELIVERED =
      """
      package a.b;
      import java.math.BigDecimal;
      import java.time.Instant;
      public class Use implements java.util.function.Supplier<Object> {
        public Object get() {
          return OrderDelivered.event()
              .storeId("s-7")
              .region("노원구")
              .orderId("o-1")
              .deliveryMinutes(new BigDecimal("30.60"))
              .onTime(true)
              .riderId("r-1")
              .placedAt(Instant.parse("2026-02-28T15:05:07.5Z"))
              .data();
        }
      }
      """;

  @TempDir private Path folder;

  private List<Path> made() throws IOException {
    return made("a.b");
  }

  private List<Path> made(String inPackage) throws IOException {
    Path sources = folder.resolve("sources");
    String[] command = {
      "java", SAMPLE.toString(), "--package", inPackage, "--output", sources.toString()
    };
    assertThat(Main.run(command)).isZero();
    return sources(sources);
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static Map<String, String> texts(List<Path> files) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : files) {
      texts.put(Objects.requireNonNull(file.getFileName()).toString(), Files.readString(file));
    }
    return texts;
  }

  /** What the compiler says of the builders and one source more; empty where it is content. */
  private String compile(List<Path> sources, String use) throws IOException {
    Path file = folder.resolve("Use.java");
    Files.writeString(file, use);
    List<Path> all = new ArrayList<>(sources);
    all.add(file);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter out = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-Xlint:all,-path,-options", "-Werror", "-proc:none", "-d", folder.toString());
      compiler
          .getTask(out, files, null, options, null, files.getJavaFileObjectsFromPaths(all))
          .call();
    }
    return out.toString();
  }

  @Test
  void whatIsBuiltIsWhatTheSchemaSays() throws Exception {
    List<Path> sources = made();
    assertThat(sources).hasSize(12);
    assertThat(compile(sources, DELIVERED)).isEmpty();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Object use = loader.loadClass("a.b.Use").getDeclaredConstructor().newInstance();
      JsonNode data = (JsonNode) ((Supplier<?>) use).get();
      assertThat(data.toString())
          .contains("\"delivery_minutes\":30.60", "\"placed_at\":\"2026-02-28T15:05:07.500Z\"");
      JsonNode schema =
          Objects.requireNonNull(BaseDefinitions.folder(SAMPLE).get("order.delivered"));
      assertThat(
              SchemaCompiler.lenient(Draft.DRAFT_2020_12, SchemaDocuments.of(Map.of()), true)
                  .compile(schema)
                  .all(data))
          .isEmpty();
    }
  }

  @Test
  void whatForgetsAPropertyOrGivesAnotherTypeDoesNotCompile() throws IOException {
    List<Path> sources = made();
    assertThat(compile(sources, DELIVERED.replace(".riderId(\"r-1\")", ""))).contains("placedAt");
    assertThat(compile(sources, DELIVERED.replace(".region(\"노원구\")", ""))).contains("orderId");
    assertThat(compile(sources, DELIVERED.replace("new BigDecimal(\"30.60\")", "30.6")))
        .contains("double cannot be converted to BigDecimal");
  }

  /** The traffic is made by builders that stand among the sources. */
  @Test
  void thoseOfTheTrafficAreThoseOfTheSample() throws IOException {
    Map<String, String> kept = texts(sources(TRAFFIC.resolve("io/dumul/local/stack/events")));
    kept.remove("package-info.java");
    assertThat(kept)
        .as(
            "remove what is no event any more, then: ./dumul schema java --package %s --output %s",
            "io.dumul.local.stack.events", "local/stack/src/main/java")
        .isEqualTo(texts(made("io.dumul.local.stack.events")));
  }

  @Test
  void saysWhatIsWrongWithThePackage() {
    assertThat(Main.run("java", SAMPLE.toString(), "--package", "a-b", "--output", "x"))
        .isEqualTo(2);
  }
}
