package io.dumul.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LayersCommandTest {
  @TempDir private Path folder;

  @Test
  @Timeout(900)
  void answersHaveEveryEventOnceBeforeAndAfterAnEpochIsPublished() throws Exception {
    Path results = folder.resolve("layers.json");
    int status =
        new CommandLine(new LayersCommand()).execute("--short", "--out", results.toString());
    assertThat(status).isZero();
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    assertThat(read.path("epochs")).isNotEmpty();
    assertThat(read.path("samples")).isNotEmpty();
    assertThat(read.findValuesAsText("published")).contains("0");
  }
}
