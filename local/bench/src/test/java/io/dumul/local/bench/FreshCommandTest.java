package io.dumul.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FreshCommandTest {
  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void everyWayFoldsEveryEvent() throws Exception {
    Path results = folder.resolve("fresh.json");
    int status =
        new CommandLine(new FreshCommand()).execute("--short", "--out", results.toString());
    assertThat(status).isZero();
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    assertThat(read.findValuesAsText("peer")).containsExactly("streams", "flink", "dumul");
    assertThat(read.findValuesAsText("events")).containsOnly("1500");
  }
}
