package io.dumul.speed;

import static io.dumul.speed.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.definition.MetricIds;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.Ledger;
import io.dumul.core.view.Increment;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpeedTopologyTest {
  private static Driver driver() throws IOException {
    return new Driver(StoreKind.MEMORY, Samples.rules(0), Bounds.NONE);
  }

  private static Ledger ledger(Driver driver, long epoch) {
    return driver.state().progress().ledgers().getOrDefault(epoch, Ledger.EMPTY);
  }

  private static List<Increment> of(Driver driver, long epoch) {
    return driver.increments.values().stream().filter(i -> i.key().epoch() == epoch).toList();
  }

  @ParameterizedTest
  @EnumSource(StoreKind.class)
  void everyCommitHoldsWhatWasFolded(StoreKind kind) throws IOException {
    try (Driver driver = new Driver(kind, Samples.rules(0), Bounds.NONE)) {
      Map<String, BigDecimal> truth = new TreeMap<>();
      for (int i = 0; i < 50; i++) {
        byte[] event =
            Samples.event("e" + i, "u" + i % 7, NOON.minusSeconds(i * 3000L), "r" + i % 3, i);
        driver.send("u" + i % 7, event);
        Recount.add(truth, event);
        assertThat(Recount.of(driver.increments.values())).isEqualTo(truth);
        assertThat(driver.state().progress().offset()).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void aDuplicateAndWhatIsRejectedCountInTheLedgerOnly() throws IOException {
    try (Driver driver = driver()) {
      driver.tap("a", "u", NOON, "r", 1);
      driver.tap("a", "u", NOON, "r", 1);
      driver.tap("a", "u", NOON.minusSeconds(5), "r", 1);
      driver.tap("a", "v", NOON, "r", 1);
      driver.send("u", "no json".getBytes(StandardCharsets.UTF_8));
      driver.send("w", Samples.event("b", "u", NOON, "r", 1));
      driver.tap("c", "u", NOON.plusSeconds(301), "r", 1);
      Ledger ledger = ledger(driver, 0);
      assertThat(ledger.records()).isEqualTo(7);
      assertThat(ledger.accepted()).isEqualTo(2);
      assertThat(ledger.duplicates()).isEqualTo(2);
      assertThat(ledger.rejected()).isEqualTo(3);
      assertThat(Recount.of(driver.increments.values()))
          .containsEntry("region-taps|r|" + NOON.getEpochSecond(), BigDecimal.valueOf(2));
    }
  }

  @Test
  void aBarrierOpensTheNextEpochOnceAndKeepsTheMemory() throws IOException {
    try (Driver driver = driver()) {
      driver.tap("a", "u", NOON, "r", 1);
      driver.barrier(Samples.barrier(0, 0, NOON));
      driver.barrier(Samples.barrier(0, 0, NOON));
      driver.tap("a", "u", NOON, "r", 1);
      driver.tap("b", "u", NOON, "r", 1);
      driver.barrier(Samples.barrier(0, 0, NOON.plusSeconds(9)));
      driver.barrier(Samples.barrier(0, 7, NOON));
      assertThat(driver.state().progress().openEpoch()).isEqualTo(1);
      assertThat(ledger(driver, 0).accepted()).isEqualTo(1);
      assertThat(ledger(driver, 1).accepted()).isEqualTo(1);
      assertThat(ledger(driver, 1).duplicates()).isEqualTo(1);
      assertThat(of(driver, 0)).hasSize(3);
      assertThat(of(driver, 1)).hasSize(3);
    }
  }

  @Test
  void aForgedBarrierIsARejectedRecord() throws IOException {
    try (Driver driver = driver()) {
      byte[] other = "another secret".getBytes(StandardCharsets.UTF_8);
      driver.barrier(new Barrier(Samples.TOPIC_ID, 0, 0, NOON, "h").sign(other));
      driver.barrier(new Barrier("another topic", 0, 0, NOON, "h").sign(Samples.SECRET));
      driver.barrier(Samples.barrier(1, 0, NOON));
      assertThat(driver.state().progress().openEpoch()).isZero();
      assertThat(ledger(driver, 0).rejected()).isEqualTo(3);
    }
  }

  @Test
  void whatIsOlderThanTheHorizonIsNoDuplicate() throws IOException {
    try (Driver driver = driver()) {
      driver.tap("a", "u", NOON.minus(Duration.ofDays(2)), "r", 1);
      driver.barrier(Samples.barrier(0, 0, NOON));
      driver.tap("a", "u", NOON, "r", 1);
      assertThat(ledger(driver, 1).duplicates()).isEqualTo(1);
      driver.barrier(Samples.barrier(0, 1, NOON.plusMillis(1)));
      driver.tap("a", "u", NOON, "r", 1);
      driver.tap("b", "u", NOON.minus(Duration.ofDays(2)), "r", 1);
      assertThat(ledger(driver, 2).accepted()).isEqualTo(1);
      assertThat(ledger(driver, 2).rejected()).isEqualTo(1);
    }
  }

  @Test
  void progressIsThereBeforeTheFirstEvent() throws IOException {
    try (Driver driver = driver()) {
      driver.wait(Duration.ofSeconds(2));
      assertThat(driver.state().progress().offset()).isZero();
      assertThat(driver.state().progress().appendTime()).isEqualTo(Instant.EPOCH);
      assertThat(driver.state().progress().since())
          .hasSize(4)
          .containsEntry(MetricIds.of("taps", 1), 0L);
    }
  }

  @Test
  void stateGoesWhenItsEpochIsPublished() throws IOException {
    try (Driver driver = driver()) {
      driver.tap("a", "u", NOON, "r", 1);
      driver.barrier(Samples.barrier(0, 0, NOON));
      driver.tap("b", "u", NOON, "r", 1);
      driver.barrier(Samples.barrier(0, 1, NOON));
      driver.tap("c", "u", NOON, "r", 1);
      driver.bounds = new Bounds(0, -1);
      driver.wait(Duration.ofSeconds(2));
      assertThat(driver.tombstones).isEqualTo(3);
      assertThat(of(driver, 0)).isEmpty();
      assertThat(of(driver, 1)).hasSize(3);
      assertThat(driver.state().droppedThrough()).isZero();
      assertThat(driver.state().progress().ledgers()).hasSize(3);
      driver.bounds = new Bounds(99, 0);
      driver.wait(Duration.ofSeconds(2));
      assertThat(of(driver, 1)).isEmpty();
      assertThat(of(driver, 2)).hasSize(3);
      assertThat(driver.state().droppedThrough()).isEqualTo(1);
      assertThat(driver.state().progress().ledgers()).containsOnlyKeys(1L, 2L);
      driver.tap("d", "u", NOON, "r", 1);
      assertThat(Recount.of(of(driver, 2)))
          .containsEntry("taps||" + NOON.getEpochSecond(), BigDecimal.valueOf(2));
    }
  }

  @Test
  void publishedEpochsAreRememberedButNotFolded() throws IOException {
    try (Driver driver = new Driver(StoreKind.MEMORY, Samples.rules(0), new Bounds(0, -1))) {
      driver.tap("a", "u", NOON, "r", 1);
      driver.barrier(Samples.barrier(0, 0, NOON));
      driver.tap("a", "u", NOON, "r", 1);
      driver.tap("b", "u", NOON, "r", 1);
      assertThat(of(driver, 0)).isEmpty();
      assertThat(ledger(driver, 1).duplicates()).isEqualTo(1);
      assertThat(driver.state().progress().since()).containsEntry(MetricIds.of("taps", 1), 1L);
      assertThat(Recount.of(of(driver, 1)))
          .containsEntry("taps||" + NOON.getEpochSecond(), BigDecimal.ONE);
    }
  }

  @Test
  void theMemoryIsSweptInRounds() throws IOException {
    try (Driver driver = driver()) {
      List<Long> left = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        driver.tap("a" + i, "u", NOON.plusSeconds(i), "r", 1);
      }
      for (int day = 1; day <= 3; day++) {
        Instant closing = NOON.plus(Duration.ofDays(day)).plusSeconds(15);
        driver.barrier(Samples.barrier(0, day - 1, closing));
        driver.wait(Duration.ofSeconds(2));
        left.add(driver.remembered());
      }
      assertThat(left).containsExactly(30L, 15L, 0L);
    }
  }

  @Test
  void aHoleInTheLogStopsTheTask() throws IOException {
    long[] start = {0};
    Rules rules =
        new Rules(
            Samples.DEFINITIONS,
            Samples.rules(0).acceptor(),
            Samples.SECRET,
            Samples.TOPIC_ID,
            1,
            partition -> start[0]++ == 0 ? 5 : 100,
            1);
    try (Driver driver = new Driver(StoreKind.MEMORY, rules, Bounds.NONE)) {
      assertThatThrownBy(() -> driver.tap("a", "u", NOON, "r", 1))
          .rootCause()
          .hasMessageContaining("partition 0: offset 0 (expected: 5; the log begins at 100");
    }
  }
}
