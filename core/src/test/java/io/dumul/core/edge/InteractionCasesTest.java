package io.dumul.core.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.Definitions;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The shared cases, against the log, the judge, the fold and the queries without any engine. */
class InteractionCasesTest {
  @TempDir private Path folder;

  @BeforeEach
  void needCases() {
    assumeTrue(InteractionCases.file() != null, "../shared/cases/interactions.jsonl is not here");
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    Definitions definitions = InteractionCases.definitions(folder);
    return InteractionCases.cases().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.path("id").asText() + " " + one.path("title").asText(),
                    () -> InteractionCases.run(one.path("steps"), new Engine(definitions))));
  }

  @Test
  void modesComeInTheirOrder() {
    for (JsonNode row : InteractionCases.one("AB-072").at("/steps/0/rows")) {
      WriteMode table = WriteMode.valueOf(row.path(3).asText());
      if (row.path(4).asText().equals("error")) {
        assertThatThrownBy(
                () -> WriteMode.of(mode(row.path(0)), mode(row.path(1)), mode(row.path(2)), table))
            .isInstanceOf(IllegalArgumentException.class);
      } else {
        assertThat(WriteMode.of(mode(row.path(0)), mode(row.path(1)), mode(row.path(2)), table))
            .isEqualTo(mode(row.path(4)));
      }
    }
  }

  private static @Nullable WriteMode mode(JsonNode name) {
    return name.isNull() ? null : WriteMode.valueOf(name.asText());
  }
}
