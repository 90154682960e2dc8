package io.dumul.core.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BarrierTest {
  private static final byte[] SECRET = "a secret of the tests".getBytes(StandardCharsets.UTF_8);
  private static final Instant CLOSING = Instant.parse("2026-03-01T00:00:00.123Z");
  private static final Barrier BARRIER = new Barrier("topic-id", 3, 7, CLOSING, "hash");

  @Test
  void aSignedBarrierIsReadBack() {
    assertThat(Barrier.verify(BARRIER.sign(SECRET), SECRET, "topic-id", 3)).contains(BARRIER);
  }

  @Test
  void aBarrierOfAnotherKeyTopicOrPartitionIsNone() {
    byte[] header = BARRIER.sign(SECRET);
    byte[] other = "another secret".getBytes(StandardCharsets.UTF_8);
    assertThat(Barrier.verify(header, other, "topic-id", 3)).isEmpty();
    assertThat(Barrier.verify(header, SECRET, "topic-je", 3)).isEmpty();
    assertThat(Barrier.verify(header, SECRET, "topic-id", 2)).isEmpty();
  }

  @Seeds(200)
  void noChangedByteSurvives(long seed, Random random) {
    byte[] header = BARRIER.sign(SECRET);
    header[random.nextInt(header.length)] ^= (byte) (1 << random.nextInt(8));
    assertThat(Barrier.verify(header, SECRET, "topic-id", 3)).isEmpty();
  }

  @Seeds(200)
  void anyBytesAreReadWithoutError(long seed, Random random) {
    byte[] header = new byte[random.nextInt(120)];
    random.nextBytes(header);
    assertThat(Barrier.verify(header, SECRET, "topic-id", 3)).isEmpty();
  }

  @Test
  void theClosingTimeIsHeldToTheMillisecond() {
    Barrier barrier = new Barrier("t", 0, 0, CLOSING.plusNanos(456), "h");
    assertThat(barrier.closing()).isEqualTo(CLOSING);
  }

  @Test
  void aNegativeEpochIsRefused() {
    assertThatThrownBy(() -> new Barrier("t", 0, -1, CLOSING, "h"))
        .hasMessage("epoch: -1 (expected: >= 0)");
  }
}
