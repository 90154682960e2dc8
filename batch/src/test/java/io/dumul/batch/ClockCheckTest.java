package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void aClockThatIsAheadCommitsNothing() {
    assertThatThrownBy(() -> ClockCheck.require(NOW, Optional.of(NOW.minusSeconds(50))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("clock: 2026-03-01T12:00:00Z");
  }

  @Test
  void othersMayBeAheadOrSilent() {
    assertThatCode(
            () -> {
              ClockCheck.require(NOW, Optional.of(NOW.minusSeconds(30)));
              ClockCheck.require(NOW, Optional.of(NOW.plusSeconds(9_000)));
              ClockCheck.require(NOW, Optional.empty());
            })
        .doesNotThrowAnyException();
  }
}
