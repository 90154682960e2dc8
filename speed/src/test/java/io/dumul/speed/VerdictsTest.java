package io.dumul.speed;

import static io.dumul.speed.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.event.Acceptor;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Partials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics over verdicts: every record counts once, in its epoch, whatever became of it. */
class VerdictsTest {
  private static final Path SAMPLE = Path.of("src/test/resources/definitions");

  @TempDir private Path folder;

  @BeforeEach
  void define() throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(SAMPLE.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.writeString(
        folder.resolve("metrics/verdicts.yaml"),
        """
        name: verdicts
        version: 1
        description: Records of the log.
        owner: test
        events: [dumul.verdict]
        key: {entity: verdict, fields: [/data/verdict, /data/event_type]}
        bucket: {unit: day, zone: UTC}
        aggregate: {kind: count}
        """);
  }

  private static Rules rules(Definitions definitions) {
    return new Rules(
        definitions,
        new Acceptor(definitions),
        Samples.SECRET,
        Samples.TOPIC_ID,
        1,
        partition -> 0,
        1);
  }

  @Test
  void aRecordThatStandsForAnotherHasOneIfItCountsAtThatOnesTime() throws IOException {
    Definitions definitions = DefinitionFiles.load(folder);
    Instant before = NOON.minus(Duration.ofDays(40));
    try (Driver driver = new Driver(StoreKind.MEMORY, rules(definitions), Bounds.NONE)) {
      byte[] event = Samples.event("a", "u", NOON, "r", 1);
      driver.recovered("u", event, NOON);
      driver.recovered("u", event, NOON);
      driver.recovered("u", "no json".getBytes(StandardCharsets.UTF_8), NOON);
      driver.recovered("v", Samples.event("b", "v", before, "r", 1), before);
      assertThat(counts(definitions, driver, 0)).isEqualTo(Map.of("recovered|tapped", 2));
      assertThat(driver.increments.keySet())
          .filteredOn(key -> key.entity().kind().equals("verdict"))
          .extracting(IncrementKey::day)
          .containsExactlyInAnyOrder(day(NOON), day(before));
    }
  }

  @Test
  void everyRecordHasOne() throws IOException {
    Definitions definitions = DefinitionFiles.load(folder);
    try (Driver driver = new Driver(StoreKind.MEMORY, rules(definitions), Bounds.NONE)) {
      driver.tap("a", "u", NOON, "r", 1);
      driver.tap("a", "u", NOON, "r", 1);
      driver.send("u", "no json".getBytes(StandardCharsets.UTF_8));
      driver.barrier(Samples.barrier(0, 0, NOON));
      driver.barrier(new byte[] {1});
      driver.send("w", Samples.event("b", "u", NOON, "r", 1));
      driver.tap("c", "u", NOON, "r", 1);
      assertThat(counts(definitions, driver, 0))
          .isEqualTo(Map.of("accepted|tapped", 1, "duplicate|tapped", 1, "rejected|(unknown)", 1));
      assertThat(counts(definitions, driver, 1))
          .isEqualTo(Map.of("accepted|tapped", 1, "rejected|tapped", 1, "rejected|(unknown)", 1));
    }
  }

  private static int day(Instant time) {
    return Math.toIntExact(time.getEpochSecond() / 86_400);
  }

  private static Map<String, Integer> counts(Definitions definitions, Driver driver, long epoch) {
    Aggregate<?> count = definitions.metric("verdicts").aggregate();
    Map<String, Integer> counts = new TreeMap<>();
    for (Increment increment : driver.increments.values()) {
      if (increment.key().epoch() == epoch && increment.key().entity().kind().equals("verdict")) {
        String key = increment.key().entity().keyText();
        Partials.split(increment.partials())
            .values()
            .forEach(state -> counts.merge(key, value(count, state), Integer::sum));
      }
    }
    return counts;
  }

  private static <S> int value(Aggregate<S> aggregate, byte[] state) {
    return aggregate.present(aggregate.decode(state)).value().asInt();
  }
}
