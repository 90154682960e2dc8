package io.dumul.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GrowCommandTest {
  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void aPointForEachSize() throws Exception {
    Path results = folder.resolve("grow.json");
    int status =
        new CommandLine(new GrowCommand())
            .execute("--short", "--of", "epochs", "--out", results.toString());
    assertThat(status).isZero();
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    assertThat(read.findValuesAsText("of")).containsExactly("epochs", "epochs");
    assertThat(read.findValuesAsText("value")).containsExactly("1", "10");
  }

  @Test
  void whatCannotGrowIsTold() {
    int status = new CommandLine(new GrowCommand()).execute("--short", "--of", "users");
    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
