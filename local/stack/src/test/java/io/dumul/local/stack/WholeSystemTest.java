package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
    system.publish();
    assertThat(system.scene().control().read().publishedEpoch()).isEqualTo(before + 2);
    system.requireNoDifference("after the second publication");
  }
}
