package io.dumul.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EdgesCommandTest {
  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void everyWayCountsWhatWasWritten() throws Exception {
    Path results = folder.resolve("edges.json");
    int status =
        new CommandLine(new EdgesCommand()).execute("--short", "--out", results.toString());
    assertThat(status).isZero();
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    assertThat(read.findValuesAsText("kind"))
        .startsWith("mix", "get", "count", "scan", "sync", "async", "mix", "get", "sync");
  }
}
