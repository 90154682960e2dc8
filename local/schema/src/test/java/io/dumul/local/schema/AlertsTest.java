package io.dumul.local.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsTest {
  @TempDir private Path folder;

  @Test
  void theRulesThatAreShippedAreThoseOfTheDefinitions() throws IOException {
    Path made = folder.resolve("quality.yaml");
    assertThat(Main.run("alerts", "../../definitions", "--output", made.toString())).isZero();
    assertThat(Path.of("../../deploy/prometheus/quality.yaml")).hasSameTextualContentAs(made);
    assertThat(Files.readString(made)).contains("rule=\"quality-low\"", "{severity: page}");
  }
}
