package io.dumul.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Mode;
import io.dumul.core.definition.Modes;
import io.dumul.core.event.Verdict.Accepted;
import io.dumul.core.event.Verdict.Reason;
import io.dumul.core.event.Verdict.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an event that is wrong is a matter of its type and source. */
class ModesTest {
  private static final Path SAMPLE = Path.of("../definitions");
  private static final Instant APPENDED = Instant.parse("2026-03-01T03:00:10Z");
  private static final Definitions OBSERVING =
      with(new Modes.Entry(Mode.OBSERVE, Set.of("order.cancelled"), List.of("/apps/*")));

  private static Definitions with(Modes.Entry... entries) {
    Definitions sample = DefinitionFiles.load(SAMPLE);
    return new Definitions(
        sample.events().values(), sample.metrics(), sample.time(), new Modes(List.of(entries)));
  }

  private static Verdict judge(Consumer<ObjectNode> change) {
    return new Acceptor(OBSERVING).judge(record(change), Instant.MIN);
  }

  private static LogRecord record(Consumer<ObjectNode> change) {
    ObjectNode event = EventJson.read(AcceptorTest.GOOD);
    change.accept(event);
    byte[] value = EventJson.write(event).getBytes(StandardCharsets.UTF_8);
    return new LogRecord(0, 0, APPENDED, "u-1".getBytes(StandardCharsets.UTF_8), value, null);
  }

  private static void breakData(ObjectNode event) {
    event.withObject("/data").put("amount", "many").put("by", "ghost");
  }

  @Test
  void anObservedEventCountsAndIsToldApart() {
    assertThat(judge(ModesTest::breakData))
        .isInstanceOfSatisfying(
            Accepted.class,
            accepted ->
                assertThat(accepted.observed())
                    .isNotNull()
                    .extracting(Failure::reason)
                    .isEqualTo(Reason.SCHEMA));
    assertThat(new Acceptor(OBSERVING).explain(record(ModesTest::breakData), Instant.MIN))
        .hasSize(2);
    assertThat(judge(event -> event.put("dataschema", "https://dumul.example/other")))
        .isInstanceOf(Accepted.class);
    assertThat(judge(event -> {}))
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.observed()).isNull());
  }

  @Test
  void whatCannotBeObservedIsRejectedAllTheSame() {
    rejected(judge(event -> event.remove("id")), Reason.ENVELOPE);
    rejected(judge(event -> event.put("type", "order.lost")), Reason.UNKNOWN_TYPE);
    Consumer<ObjectNode> future = event -> event.put("time", "2030-01-01T00:00:00Z");
    rejected(judge(future.andThen(ModesTest::breakData)), Reason.FUTURE);
    Instant later = APPENDED.plus(Duration.ofDays(9));
    rejected(new Acceptor(OBSERVING).judge(record(ModesTest::breakData), later), Reason.LATE);
    Consumer<ObjectNode> other = event -> event.put("source", "/fulfilment");
    rejected(judge(other.andThen(ModesTest::breakData)), Reason.SCHEMA);
  }

  private static void rejected(Verdict verdict, Reason reason) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }

  @Test
  void anObservedEventGivesNothingToMetricsWhoseFieldsAreWrongInIt() {
    assertThat(metrics(event -> {})).contains("store-refunds", "activity");
    assertThat(metrics(ModesTest::breakData)).contains("activity").doesNotContain("store-refunds");
    Consumer<ObjectNode> store =
        event -> event.withObject("/data").put("store_id", "s".repeat(513));
    assertThat(metrics(store)).contains("activity").doesNotContain("store-refunds");
  }

  private static List<String> metrics(Consumer<ObjectNode> change) {
    List<String> metrics = new ArrayList<>();
    Event event = ((Accepted) judge(change)).event();
    OBSERVING.contributions(event, one -> metrics.add(one.metric().name()));
    return metrics;
  }

  @Test
  void theFirstEntryThatNamesAnEventCounts() {
    Modes modes =
        new Modes(
            List.of(
                new Modes.Entry(Mode.BLOCK, Set.of("a"), List.of("/x", "/y/*")),
                new Modes.Entry(Mode.OBSERVE, Set.of("a"), List.of()),
                new Modes.Entry(Mode.BLOCK, Set.of(), List.of("/z"))));
    assertThat(Stream.of("/x", "/x/1", "/y/1", "/y").map(source -> modes.of("a", source)))
        .containsExactly(Mode.BLOCK, Mode.OBSERVE, Mode.BLOCK, Mode.OBSERVE);
    assertThat(modes.of("b", "/z")).isEqualTo(Mode.BLOCK);
    assertThat(modes.of("b", "/x")).isEqualTo(Mode.QUARANTINE);
  }

  @Test
  void theHashIsOfWhatIsObserved() {
    Set<String> any = Set.of();
    List<String> labs = List.of("/labs");
    String none = with().hash();
    String block = with(new Modes.Entry(Mode.BLOCK, any, labs)).hash();
    String observe = with(new Modes.Entry(Mode.OBSERVE, any, labs)).hash();
    String masked =
        with(new Modes.Entry(Mode.BLOCK, any, labs), new Modes.Entry(Mode.OBSERVE, any, labs))
            .hash();
    assertThat(block).isEqualTo(none).isNotEqualTo(observe);
    assertThat(masked).isNotEqualTo(observe);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {mode: watch} | 2: modes[0].mode: watch (expected: observe, quarantine or block)",
        "- {events: [searched]} | 2: modes[0].mode: missing (expected: observe",
        "- {mode: block, events: [lost]} | 2: modes[0].events[0]: lost (expected: one of [cart.added",
        "- {mode: block, sources: ['/*/x']} | 2: modes[0].sources[0]: /*/x (expected: a source",
        "- {mode: block, source: [x]} | 2: modes[0].source (expected: one of [mode, events, sources])",
      })
  void namesTheLineOfAMode(String entry, String message, @TempDir Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLE)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(SAMPLE.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    Files.writeString(folder.resolve("modes.yaml"), "modes:\n  " + entry + "\n");
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .message()
        .startsWith("modes.yaml:" + message);
    Files.writeString(
        folder.resolve("modes.yaml"),
        "modes:\n  - {mode: block, events: [searched], sources: [/apps/*]}\n");
    assertThat(DefinitionFiles.load(folder).modes().of("searched", "/apps/ios"))
        .isEqualTo(Mode.BLOCK);
  }
}
