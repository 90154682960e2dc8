package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events in, exact merged answers out, on the real processes. */
@ExtendWith(WholeSystem.Shared.class)
class WholeSystemTest {
  @Test
  void theSeamDoesNotShow(WholeSystem system) {
    long before = system.scene().control().read().publishedEpoch();
    system.send(Duration.ofHours(20), 0.05);
    system.requireNoDifference("in the middle of an epoch");
    system.publish();
    assertThat(system.scene().control().read().publishedEpoch()).isEqualTo(before + 1);
    system.requireNoDifference("after the first publication");
    system.send(Duration.ofHours(10), 0.05);
    system.requireNoDifference("in the middle of the next epoch");
    rejectedEventsAreRecovered(system);
    system.publish();
    assertThat(system.scene().control().read().publishedEpoch()).isEqualTo(before + 2);
    system.requireNoDifference("after the second publication");
  }

  /** Of what a recovery puts into the log every answer knows at once; it is not received again. */
  private static void rejectedEventsAreRecovered(WholeSystem system) {
    long received = quality(system, "quality-received");
    long passed = quality(system, "quality-passed");
    system.batch("recover", "--rule", rule().toString());
    system.requireNoDifference("with recovered events");
    assertThat(quality(system, "quality-received")).isEqualTo(received);
    assertThat(quality(system, "quality-passed")).isGreaterThan(passed);
  }

  private static Path rule() {
    try {
      return Files.writeString(
          Files.createTempFile("dumul-rule", ".yaml"),
          """
          name: source-left-out
          where:
            failures: [{type: ENVELOPE, path: /source}]
          steps:
            - {set: /source, value: /recovered}
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long quality(WholeSystem system, String metric) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.DAYS);
    var question =
        new ApiClient.Question(
            metric, List.of(), now.minus(Duration.ofDays(2)), now.plus(Duration.ofDays(2)));
    return system.scene().api().ask(List.of(question)).get(0).merged().asLong();
  }
}
