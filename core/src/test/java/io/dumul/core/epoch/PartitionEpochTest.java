package io.dumul.core.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PartitionEpochTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void theFirstBarrierOfTheOpenEpochCounts() {
    PartitionEpoch after = PartitionEpoch.START.after(barrier(0, NOON));
    assertThat(after).isEqualTo(new PartitionEpoch(1, NOON));
    assertThat(after.after(barrier(1, NOON.plusSeconds(60))))
        .isEqualTo(new PartitionEpoch(2, NOON.plusSeconds(60)));
  }

  @Test
  void copiesOldAndFarBarriersMeanNothing() {
    PartitionEpoch open = new PartitionEpoch(2, NOON);
    assertThat(open.after(barrier(1, NOON.plusSeconds(1)))).isSameAs(open);
    assertThat(open.after(barrier(0, NOON))).isSameAs(open);
    assertThat(open.after(barrier(3, NOON.plusSeconds(1)))).isSameAs(open);
  }

  @Test
  void theClosingTimeNeverGoesBack() {
    PartitionEpoch open = new PartitionEpoch(2, NOON);
    assertThat(open.after(barrier(2, NOON.minusMillis(1)))).isSameAs(open);
    assertThat(open.after(barrier(2, NOON))).isEqualTo(new PartitionEpoch(3, NOON));
  }

  private static Barrier barrier(long epoch, Instant closing) {
    return new Barrier("topic", 0, epoch, closing, "hash");
  }
}
