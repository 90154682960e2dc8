package io.dumul.local.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.local.stack.traffic.EventSink;
import io.dumul.local.stack.traffic.Recount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The oracle judged by others: its recount of a whole replayed data set, with events sent twice and
 * records that are no JSON, equals the totals that another tool counted; {@code -Ddata} says where
 * the data is.
 */
class AnswersTest {
  private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
  private static final Path DATA = Path.of(System.getProperty("data", "../../../shared/data"));
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** A log of one partition without barriers. */
  private record Counting(Recount recount) implements EventSink {
    @Override
    public void offer(byte @Nullable [] key, byte[] value) {
      recount.add(0, NOW, key, value, null);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource({"globo, 147", "online-retail, 119"})
  void equalsKnownTotals(String name, int totals) {
    assumeTrue(
        Files.exists(DATA.resolve("answers.json")),
        () -> DATA + " has no answers.json, so " + name + " is not counted");
    DataSet set = DataSet.named(name);
    List<KnownTotals.Total> known = KnownTotals.of(set, DATA);
    Recount recount = recount(set, known);
    set.source(HOME, DATA, 0).send(new Counting(recount));
    Recount.Counts counts = requireNonNull(recount.counts().get(new Recount.Part(0, 0)));
    assertThat(counts.accepted()).isEqualTo(set.events());
    assertThat(counts.duplicates()).isBetween(set.events() / 110, set.events() / 90);
    assertThat(counts.rejected()).isBetween(set.events() / 1200, set.events() / 800);
    assertThat(known).hasSize(totals);
    SoftAssertions.assertSoftly(softly -> known.forEach(total -> equals(softly, recount, total)));
  }

  /** Counts for the keys that totals are known of. */
  private static Recount recount(DataSet set, List<KnownTotals.Total> known) {
    Path definitions = set.folder(HOME).resolve("definitions");
    Set<List<Object>> wanted =
        known.stream()
            .map(total -> List.of(total.question().metric(), (Object) total.question().key()))
            .collect(Collectors.toSet());
    return new Recount(
        definitions, new byte[32], "none", (metric, key) -> wanted.contains(List.of(metric, key)));
  }

  private static void equals(SoftAssertions softly, Recount recount, KnownTotals.Total total) {
    ApiClient.Question asked = total.question();
    JsonNode counted =
        recount
            .window(
                asked.metric(),
                asked.key(),
                asked.from().getEpochSecond(),
                asked.to().getEpochSecond())
            .value();
    softly
        .assertThat(KnownTotals.equal(total.expected(), counted))
        .as("%s: %s (expected: %s)", asked, counted, total.expected())
        .isTrue();
  }
}
