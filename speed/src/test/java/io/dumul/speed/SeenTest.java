package io.dumul.speed;

import static io.dumul.speed.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.dumul.core.Seeds;
import io.dumul.core.event.Event;
import io.dumul.core.event.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

class SeenTest {
  private static final Duration LATENESS = Samples.DEFINITIONS.time().lateness();

  @Seeds(30)
  void aDuplicateIsOneWhateverTheRoundsDo(long seed, Random random) throws IOException {
    StoreKind kind = random.nextBoolean() ? StoreKind.MEMORY : StoreKind.ROCKSDB;
    Map<String, Instant> memory = new HashMap<>();
    long duplicates = 0;
    long epoch = 0;
    Instant closing = NOON;
    try (Driver driver = new Driver(kind, Samples.rules(0), Bounds.NONE)) {
      for (int i = 0; i < 300; i++) {
        int what = random.nextInt(20);
        if (what == 0) {
          driver.wait(Duration.ofSeconds(1 + random.nextInt(3)));
        } else if (what == 1) {
          closing = closing.plus(LATENESS.dividedBy(1 + random.nextInt(10)));
          driver.barrier(Samples.barrier(0, epoch++, closing));
        } else {
          String id = "e" + random.nextInt(60);
          Instant time = closing.minusSeconds(random.nextInt((int) LATENESS.toSeconds()));
          Instant before = memory.get(id);
          boolean known = before != null && !before.isBefore(horizon(epoch, closing));
          duplicates += known ? 1 : 0;
          if (!known) {
            memory.put(id, time);
          }
          driver.tap(id, "u", time, "r", 1);
        }
      }
      assertThat(count(driver)).isEqualTo(duplicates);
    }
  }

  @Seeds(30)
  void aRoundThatTakesLongForgetsNothingNew(long seed, Random random) throws IOException {
    try (Driver driver = new Driver(StoreKind.ROCKSDB, Samples.rules(0), Bounds.NONE)) {
      Seen seen = new Seen(driver.seen(), LATENESS);
      Map<String, Instant> memory = new HashMap<>();
      Instant horizon = NOON;
      for (int i = 0; i < 400; i++) {
        if (random.nextInt(4) == 0) {
          seen.sweep(horizon, 1 + random.nextInt(5));
        } else if (random.nextInt(20) == 0) {
          horizon = horizon.plus(LATENESS.dividedBy(4));
        } else {
          String id = "e" + random.nextInt(100);
          Instant time = horizon.plusSeconds(random.nextInt((int) LATENESS.toSeconds()));
          Instant before = memory.get(id);
          boolean first = before == null || before.isBefore(horizon);
          if (first) {
            memory.put(id, time);
          }
          Event event = new Event(id, "/tests", "tapped", time, "u", MissingNode.getInstance());
          assertThat(seen.first(event, horizon)).isEqualTo(first);
        }
      }
      seen.close();
    }
  }

  private static Instant horizon(long epoch, Instant closing) {
    return epoch == 0 ? Instant.MIN : closing.minus(LATENESS);
  }

  private static long count(Driver driver) {
    return driver.state().progress().ledgers().values().stream()
        .mapToLong(Ledger::duplicates)
        .sum();
  }
}
