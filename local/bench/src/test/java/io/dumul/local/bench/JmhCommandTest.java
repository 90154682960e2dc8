package io.dumul.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class JmhCommandTest {
  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void everyBenchmarkRuns() throws Exception {
    Path results = folder.resolve("jmh.json");
    int status = new CommandLine(new JmhCommand()).execute("--short", "--out", results.toString());
    assertThat(status).isZero();
    assertThat(new ObjectMapper().readTree(results.toFile()).findValuesAsText("benchmark"))
        .hasSize(8);
  }
}
