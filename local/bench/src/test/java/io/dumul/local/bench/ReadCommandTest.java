package io.dumul.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReadCommandTest {
  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void everyWayReadsAll() throws Exception {
    Path results = folder.resolve("read.json");
    int status = new CommandLine(new ReadCommand()).execute("--short", "--out", results.toString());
    assertThat(status).isZero();
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    assertThat(read.findValuesAsText("way"))
        .containsSubsequence("get", "dumul", "get-http", "get", "dumul", "get-http");
  }

  @Test
  void theFirstIsDrawnTwiceAsOftenAsTheSecond() {
    Zipf zipf = new Zipf(100);
    SplittableRandom random = new SplittableRandom(1);
    int[] drawn = new int[100];
    for (int i = 0; i < 100_000; i++) {
      drawn[zipf.next(random)]++;
    }
    assertThat(drawn[0]).isBetween(18_500, 20_000);
    assertThat(drawn[1]).isBetween(9_000, 10_300);
  }
}
