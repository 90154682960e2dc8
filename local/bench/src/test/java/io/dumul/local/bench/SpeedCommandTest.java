package io.dumul.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SpeedCommandTest {
  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void allPeersComputeTheTotalsOfTheRecount() throws Exception {
    Path results = folder.resolve("speed.json");
    int status =
        new CommandLine(new SpeedCommand()).execute("--short", "--out", results.toString());
    assertThat(status).isZero();
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    assertThat(read.findValuesAsText("peer")).containsExactly("bare", "streams", "flink", "dumul");
    assertThat(read.findValue("totals")).hasSize(8);
  }

  @Test
  void aDifferenceIsToldByMetric() {
    Totals truth = totals(7);
    assertThat(Agreement.differences(List.of(measured(totals(7))), truth)).isEmpty();
    assertThat(Agreement.differences(List.of(measured(totals(8))), truth))
        .singleElement()
        .asString()
        .startsWith("dumul: user-orders");
    assertThat(Agreement.differences(List.of(measured(new Totals())), truth)).hasSize(1);
  }

  private static Totals totals(long orders) {
    Totals totals = new Totals();
    totals.add("user-orders", "user-1", 3600, BigDecimal.valueOf(orders));
    return totals;
  }

  private static Measured measured(Totals totals) {
    return new Measured("dumul", 1, 1, 1, 1, new Measured.Held(0, 0), "", totals.byMetric());
  }
}
