package io.dumul.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.Verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VerdictEventTest {
  private static final Set<String> TYPES = Set.of("order.cancelled");
  private static final Instant APPENDED = Instant.parse("2026-03-01T03:00:10Z");

  private static Event of(Consumer<ObjectNode> change) {
    ObjectNode event = EventJson.read(AcceptorTest.GOOD);
    change.accept(event);
    return of(EventJson.write(event));
  }

  private static Event of(String value) {
    byte[] key = "u-1".getBytes(StandardCharsets.UTF_8);
    LogRecord record =
        new LogRecord(3, 7, APPENDED, key, value.getBytes(StandardCharsets.UTF_8), null);
    Verdict verdict = AcceptorTest.ACCEPTOR.judge(record, Instant.MIN);
    return VerdictEvent.of(record, verdict).toEvent(TYPES);
  }

  @Test
  void tellsWhatPassed() {
    Event event = of(all -> all.withObject("/data").remove("none"));
    assertThat(event.type()).isEqualTo("dumul.verdict");
    assertThat(event.time()).isEqualTo(APPENDED);
    assertThat(event.subject()).isEqualTo("u-1");
    assertThat(event.id()).isEqualTo("3-7");
    assertThat(event.data())
        .hasToString(
            "{\"verdict\":\"accepted\",\"passed\":true,\"event_type\":\"order.cancelled\","
                + "\"event_source\":\"/apps/ios\",\"platform\":\"(unknown)\",\"app\":\"(unknown) (unknown)\"}");
  }

  @Test
  void tellsWhatIsWrongAndBelongsToAnAppAsFarAsItCanBeRead() {
    Event event =
        of(
            all -> {
              all.put("source", 7);
              all.withObject("/data").put("platform", "ios").put("app_version", "5.1.0");
            });
    assertThat(event.data())
        .hasToString(
            "{\"verdict\":\"rejected\",\"passed\":false,\"failure\":\"ENVELOPE\",\"path\":\"/source\","
                + "\"defect\":\"order.cancelled ENVELOPE /source\",\"event_type\":\"order.cancelled\","
                + "\"event_source\":\"(unknown)\",\"platform\":\"ios\",\"app\":\"ios 5.1.0\"}");
    assertThat(of("{").data().path("defect").asText()).isEqualTo("(unknown) MALFORMED ");
    assertThat(of("{").subject()).isEqualTo("(unknown)");
    Event unknown = of(all -> all.put("type", "x".repeat(300)).put("subject", "u-1"));
    assertThat(unknown.data().path("event_type").asText()).isEqualTo("(unknown)");
    Event same = of(all -> all.put("source", "s".repeat(129)));
    assertThat(same.data().path("event_source").asText()).isEqualTo("(unknown)");
  }

  @Test
  void anObservedEventDoesNotPassAndADuplicateIsNeither() {
    LogRecord record = new LogRecord(0, 0, APPENDED, null, null, null);
    Event event = new Event("e", "/app", "order.cancelled", APPENDED, "u", EventJson.read("{}"));
    Failure failure = new Failure(Reason.SCHEMA, "/data/by", "enum", "1", "2");
    Event observed = VerdictEvent.of(record, new Verdict.Accepted(event, failure)).toEvent(TYPES);
    assertThat(observed.data().path("verdict").asText()).isEqualTo("accepted");
    assertThat(observed.data().path("passed").asBoolean()).isFalse();
    assertThat(observed.data().path("defect").asText())
        .isEqualTo("order.cancelled SCHEMA /data/by");
    Event again = VerdictEvent.of(record, new Verdict.Duplicate(event)).toEvent(TYPES);
    assertThat(again.data().path("verdict").asText()).isEqualTo("duplicate");
    assertThat(again.data().path("passed").asBoolean()).isFalse();
  }

  @Test
  void nobodyCanSendOne() {
    byte[] value =
        AcceptorTest.GOOD
            .replace("order.cancelled", VerdictEvent.TYPE)
            .getBytes(StandardCharsets.UTF_8);
    assertThat(AcceptorTest.judge("u-1", value, Instant.MIN))
        .isInstanceOfSatisfying(
            Verdict.Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(Reason.UNKNOWN_TYPE));
  }
}
