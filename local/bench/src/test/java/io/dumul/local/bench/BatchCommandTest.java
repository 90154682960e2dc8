package io.dumul.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BatchCommandTest {
  @TempDir private Path folder;

  @Test
  @Timeout(900)
  void allWaysComputeTheTotalsOfTheRecount() throws Exception {
    Path results = folder.resolve("batch.json");
    int status =
        new CommandLine(new BatchCommand()).execute("--short", "--out", results.toString());
    assertThat(status).isZero();
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    assertThat(new HashSet<>(read.findValuesAsText("step")))
        .containsExactlyInAnyOrder("land", "recompute", "publish");
    assertThat(new HashSet<>(read.findValuesAsText("way")))
        .contains("obvious", "dumul", "sql", "sql-once", "changed", "every-cell", "bulk-load");
  }

  @Test
  void aDifferenceIsToldByMetric() {
    Totals truth = new Totals();
    truth.add("user-orders", "user-1", 3600, BigDecimal.TEN);
    truth.add(Recount.ESTIMATED, "store-1", 0, BigDecimal.valueOf(100));
    assertThat(StepAgreement.differences(List.of(step(10, 104)), truth)).isEmpty();
    assertThat(StepAgreement.differences(List.of(step(11, 100)), truth))
        .singleElement()
        .asString()
        .startsWith("dumul: user-orders");
    assertThat(StepAgreement.differences(List.of(step(10, 120)), truth)).hasSize(1);
  }

  private static Step step(long orders, long users) {
    return new Step(
        "recompute",
        "dumul",
        1,
        1,
        1,
        1,
        1,
        Map.of("user-orders", total(orders), Recount.ESTIMATED, total(users)));
  }

  private static Totals.Total total(long sum) {
    return new Totals.Total(1, BigDecimal.valueOf(sum), "");
  }
}
