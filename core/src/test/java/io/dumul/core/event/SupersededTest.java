package io.dumul.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.DefinitionException;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.event.Verdict.Accepted;
import io.dumul.core.event.Verdict.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A newer model of an event type replaces an older one when events are read. */
class SupersededTest {
  private static final String OLDER =
      """
      [{"schema": "https://dumul.example/events/order.cancelled/1", "version": "1-1-0",
        "steps": [{"rename": "/data/sum", "to": "/data/amount"},
                  {"cast": "/data/amount", "to": "number"},
                  {"set": "/data/by", "value": "user"}]}]""";

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    for (String name : List.of("events", "metrics")) {
      Files.createDirectories(folder.resolve(name));
    }
    for (String name :
        List.of("time.yaml", "events/order.cancelled.json", "metrics/store-refunds.yaml")) {
      Files.copy(Path.of("../definitions").resolve(name), folder.resolve(name));
    }
  }

  private Definitions definitions(String supersedes) {
    try {
      Path file = folder.resolve("events/order.cancelled.json");
      ObjectNode schema = EventJson.read(Files.readString(file));
      schema.put("x-version", "2-0-0").put("$id", "https://dumul.example/events/order.cancelled/2");
      if (!supersedes.isEmpty()) {
        schema.set("x-supersedes", EventJson.value(supersedes.getBytes(StandardCharsets.UTF_8)));
      }
      Files.writeString(file, schema.toPrettyString());
      return DefinitionFiles.load(folder);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static LogRecord record(String version) {
    return record(version, data -> {});
  }

  private static LogRecord record(String version, Consumer<ObjectNode> change) {
    ObjectNode event = EventJson.read(AcceptorTest.GOOD);
    event.put("dataschema", "https://dumul.example/events/order.cancelled/" + version);
    ObjectNode data = event.withObject("/data");
    if (version.startsWith("1")) {
      data.put("sum", data.remove("amount").asText()).remove("by");
    }
    change.accept(data);
    byte[] value = EventJson.write(event).getBytes(StandardCharsets.UTF_8);
    byte[] key = event.path("subject").asText().getBytes(StandardCharsets.UTF_8);
    return new LogRecord(0, 0, Instant.parse("2026-03-01T03:00:10Z"), key, value, null);
  }

  private static SortedMap<String, String> given(Definitions all, Event event) {
    SortedMap<String, String> given = new TreeMap<>();
    all.contributions(
        event, one -> given.put(one.metric().name(), String.valueOf(one.observation().value())));
    return given;
  }

  @Test
  void anOlderEventKeepsWhatItSaysAndCountsAsTheNewest() {
    Definitions all = definitions(OLDER);
    Acceptor acceptor = new Acceptor(all);
    Event newer = ((Accepted) acceptor.judge(record("2"), Instant.MIN)).event();
    for (String version : List.of("1", "1-0-0", "1-1-0", "1-0-7")) {
      Event older = ((Accepted) acceptor.judge(record(version), Instant.MIN)).event();
      assertThat(older.data().has("sum")).isTrue();
      SchemaVersion named = SchemaVersion.parse(version.equals("1") ? "1-1-0" : version);
      assertThat(older.version()).isEqualTo(named);
      assertThat(given(all, older)).isEqualTo(given(all, newer)).containsKey("store-refunds");
    }
    assertThat(newer.version()).isEqualTo(SchemaVersion.parse("2-0-0"));
  }

  @Test
  void anOlderEventIsJudgedAsTheNewest() {
    Acceptor acceptor = new Acceptor(definitions(OLDER));
    LogRecord wrong = record("1", data -> data.put("sum", "many"));
    assertThat(acceptor.explain(wrong, Instant.MIN))
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.reason()).isEqualTo(Reason.SCHEMA);
              assertThat(failure.path()).isEqualTo("/data/amount");
            });
  }

  @Test
  void withoutSupersedingAnOlderModelIsUnknownAndTheHashTellsThem() {
    String without = definitions("").hash();
    Verdict verdict = new Acceptor(definitions("")).judge(record("1"), Instant.MIN);
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Rejected.class,
            no -> assertThat(no.reason()).isEqualTo(Reason.UNKNOWN_VERSION));
    Definitions all = definitions(OLDER);
    assertThat(all.hash()).isNotEqualTo(without);
    assertThat(definitions(OLDER.replace("user", "store")).hash()).isNotEqualTo(all.hash());
    List<Failure> failures = new Acceptor(all).explain(record("1-1-1"), Instant.MIN);
    assertThat(failures.get(0).expected())
        .contains("order.cancelled/1 up to 1-1-0", "order.cancelled/2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"/data/sum\"|\"/source\"|steps within /data only",
        "\"/data/sum\"|\"/data\"|steps within /data only",
        "\"/data/amount\"|\"/subject\"|not /id or /subject",
        "\"1-1-0\"|\"2-0-0\"|a model before 2",
        "order.cancelled/1|order.cancelled/2|the $id of another schema",
        "https://dumul|dumul|an absolute URI",
        "\"set\"|\"put\"|one of [set, rename"
      })
  void whatCannotBeIsRefusedWithItsPlace(String old, String wrong, String message) {
    assertThatThrownBy(() -> definitions(OLDER.replace(old, wrong)))
        .isInstanceOf(DefinitionException.class)
        .hasMessageMatching("(?s).*order.cancelled.json:\\d+: .*")
        .hasMessageContaining(message);
  }
}
