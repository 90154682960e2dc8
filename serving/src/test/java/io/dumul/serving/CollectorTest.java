package io.dumul.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.serving.TestServer.Reply;
import io.dumul.serving.collect.InMemoryEventLog.Entry;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CollectorTest {
  private static final String ONE = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";

  private final TestServer server = new TestServer(Map.of("max-event-bytes", "2000"));

  @AfterEach
  void stop() {
    server.close();
  }

  private static String event(String id, String data) {
    return """
        {"specversion":"1.0","id":"%s","source":"/app","type":"order","subject":"u1",\
        "time":"2026-03-10T03:00:00Z","data":%s}"""
        .formatted(id, data);
  }

  private static String good(String id) {
    return event(id, "{\"store\":\"s1\",\"total\":12.50}");
  }

  private List<String> statuses(Reply reply) {
    return reply.json().path("events").findValuesAsText("status");
  }

  @Test
  void aStructuredEventIsInTheLogByteForByte() {
    String sent = event("e1", "{\"store\":\"s1\",  \"total\":12.5000000000000000000000000}");
    Reply reply = server.post("/v1/events", ONE, sent);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().at("/events/0/id").textValue()).isEqualTo("e1");
    assertThat(reply.json().at("/events/0/offset").longValue()).isZero();
    assertThat(reply.json().at("/counts/accepted").longValue()).isEqualTo(1);
    assertThat(server.log.entries()).containsExactly(new Entry("u1", sent));
  }

  @Test
  void theEventsOfABatchKeepTheirTextAndOrder() {
    List<String> sent = IntStream.range(0, 50).mapToObj(i -> good("é" + i)).toList();
    Reply reply =
        server.post(
            "/v1/events", BATCH, sent.stream().collect(Collectors.joining(" ,\n ", " [ ", " ] ")));
    assertThat(reply.status()).isEqualTo(202);
    assertThat(server.log.entries()).extracting(Entry::value).isEqualTo(sent);
  }

  @Test
  void anEmptyBatchIsFine() {
    assertThat(server.post("/v1/events", BATCH, "[]").status()).isEqualTo(202);
    assertThat(server.log.entries()).isEmpty();
  }

  @Test
  void aBinaryEventBecomesAStructuredOne() {
    Reply reply =
        server.send(
            binary("{\"store\": \"s1\", \"total\": 1.10}").header("ce-note", "a%20%C3%A9%"));
    assertThat(reply.status()).isEqualTo(202);
    JsonNode logged = new Reply(0, reply.headers(), server.log.entries().get(0).value()).json();
    assertThat(logged.path("id").textValue()).isEqualTo("e1");
    assertThat(logged.path("note").textValue()).isEqualTo("a é%");
    assertThat(logged.path("datacontenttype").textValue()).isEqualTo("application/json");
    assertThat(server.log.entries().get(0).value()).contains("\"total\": 1.10}");
  }

  private HttpRequest.Builder binary(String data) {
    return server
        .request("/v1/events")
        .header("x-api-key", TestServer.WRITER)
        .header("content-type", "application/json")
        .header("ce-specversion", "1.0")
        .header("ce-id", "e1")
        .header("ce-source", "/app")
        .header("ce-type", "order")
        .header("ce-subject", "u1")
        .header("ce-time", "2026-03-10T03:00:00Z")
        .POST(HttpRequest.BodyPublishers.ofString(data));
  }

  @Test
  void whatIsNotValidGoesIntoTheLogAndIsSaidToStandInQuarantine() {
    String bad = event("bad", "{\"store\":\"s1\",\"total\":-1}");
    String future = good("future").replace("2026-03-10", "2027-01-01");
    Reply reply =
        server.post("/v1/events", BATCH, "[" + good("e1") + "," + bad + "," + future + "]");
    assertThat(reply.status()).isEqualTo(207);
    assertThat(statuses(reply)).containsExactly("accepted", "quarantined", "quarantined");
    assertThat(reply.json().at("/events/1/reason").textValue()).isEqualTo("SCHEMA");
    assertThat(reply.json().at("/events/1/path").textValue()).isEqualTo("/data/total");
    assertThat(reply.json().at("/events/2/reason").textValue()).isEqualTo("FUTURE");
    assertThat(server.log.entries()).hasSize(3);
  }

  @Test
  void allThatIsWrongIsListed() {
    String bad =
        event("bad", "{\"total\":\"1\"}")
            .replace("\"source\":\"/app\",", "")
            .replace("2026-03-10", "2027-01-01");
    Reply reply = server.post("/v1/events", BATCH, "[" + good("e1") + "," + bad + "]");
    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.json().at("/events/0").has("failures")).isFalse();
    JsonNode failures = reply.json().at("/events/1/failures");
    assertThat(failures.findValuesAsText("type"))
        .containsExactly("ENVELOPE", "SCHEMA", "SCHEMA", "FUTURE");
    assertThat(failures.findValuesAsText("path"))
        .containsExactlyInAnyOrder("/source", "/data/store", "/data/total", "/time");
    assertThat(failures.get(0))
        .hasToString(
            "{\"type\":\"ENVELOPE\",\"path\":\"/source\",\"rule\":\"attribute\","
                + "\"found\":\"missing\",\"expected\":\"a URI reference\"}");
    assertThat(reply.json().at("/events/1/reason").textValue()).isEqualTo("ENVELOPE");
  }

  @Test
  void validatingPutsNothingIntoTheLog() {
    String bad = event("bad", "{\"store\":\"s1\",\"total\":-1}");
    Reply reply = server.post("/v1/events:validate", BATCH, "[" + good("e1") + "," + bad + "]");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(statuses(reply)).containsExactly("accepted", "quarantined");
    assertThat(reply.json().at("/events/1/failures/0/path").textValue()).isEqualTo("/data/total");
    assertThat(reply.json().at("/events/0").has("offset")).isFalse();
    assertThat(server.log.entries()).isEmpty();
    assertThat(server.get("/v1/events:validate").status()).isEqualTo(405);
  }

  @Test
  void whatIsWrongAndBlockedIsNotTaken() {
    String bad = event("bad", "{\"total\":1}").replace("/app", "/checkout/1");
    Reply alone = server.post("/v1/events", ONE, bad);
    assertThat(alone.status()).isEqualTo(422);
    assertThat(alone.json().path("type").textValue()).isEqualTo("/problems/events-blocked");
    assertThat(alone.json().at("/events/0/failures/0/path").textValue()).isEqualTo("/data/store");
    assertThat(alone.json().at("/events/0").has("offset")).isFalse();
    assertThat(server.post("/v1/events", BATCH, "[" + bad + ",7]").status()).isEqualTo(422);
    String good = good("e1").replace("/app", "/checkout/1");
    Reply mixed = server.post("/v1/events", BATCH, "[" + bad + "," + good + "]");
    assertThat(mixed.status()).isEqualTo(207);
    assertThat(statuses(mixed)).containsExactly("blocked", "accepted");
    assertThat(server.log.entries()).hasSize(1);
  }

  @Test
  void whatIsWrongAndObservedIsAcceptedWithItsFailures() {
    String bad = event("bad", "{\"total\":1}").replace("/app", "/labs");
    Reply reply = server.post("/v1/events", ONE, bad);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(statuses(reply)).containsExactly("accepted");
    assertThat(reply.json().at("/events/0/failures/0/path").textValue()).isEqualTo("/data/store");
    assertThat(server.log.entries()).hasSize(1);
  }

  @Test
  void whatHasNoPlaceInTheLogIsRefusedAlone() {
    String nobody = "{\"specversion\":\"1.0\",\"id\":\"nobody\"}";
    String large = event("large", "{\"store\":\"" + "x".repeat(2000) + "\",\"total\":1}");
    Reply reply =
        server.post("/v1/events", BATCH, "[7," + nobody + "," + large + "," + good("e1") + "]");
    assertThat(reply.status()).isEqualTo(207);
    assertThat(statuses(reply)).containsExactly("refused", "refused", "refused", "accepted");
    assertThat(reply.json().at("/events/1/path").textValue()).isEqualTo("/subject");
    assertThat(reply.json().at("/events/2/failures/0/type").textValue()).isEqualTo("TOO_LARGE");
    assertThat(server.log.entries()).hasSize(1);
  }

  @Test
  void nothingInTheLogIsAProblem() {
    Reply reply = server.post("/v1/events", ONE, "{\"id\":\"x\",\"subject\":\"\\ud800\"}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("content-type")).startsWith("application/problem+json");
    assertThat(reply.json().path("type").textValue()).isEqualTo("/problems/events-refused");
    assertThat(statuses(reply)).containsExactly("refused");
  }

  @Test
  void brokenJsonIsRefusedAsAWhole() {
    for (String body : List.of("", "{", "[" + good("a") + "] 1", "{\"a\":1,\"a\":2}", good("a"))) {
      Reply reply = server.post("/v1/events", BATCH, body);
      assertThat(reply.status()).as(body).isEqualTo(400);
      assertThat(reply.json().path("type").textValue()).isEqualTo("/problems/invalid-body");
    }
    assertThat(server.post("/v1/events", ONE, good("a") + " x").status()).isEqualTo(400);
    assertThat(server.send(binary("{")).status()).isEqualTo(400);
    assertThat(server.log.entries()).isEmpty();
  }

  @Test
  void aLogThatTakesNothingIsSaidSoAndToldApart() {
    server.log.fail(append -> append >= 1);
    Reply reply =
        server.post(
            "/v1/events", BATCH, "[" + good("a") + "," + good("b") + ",7," + good("c") + "]");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("retry-after")).isNotEmpty();
    assertThat(statuses(reply))
        .containsExactly("accepted", "unavailable", "refused", "unavailable");
    assertThat(server.log.entries()).hasSize(1);
  }

  @Test
  void noHeaderOfARequestComesIntoTheLog() {
    Reply reply =
        server.send(binary("{\"store\":\"s1\",\"total\":1}").header("dumul-barrier", "x"));
    assertThat(reply.status()).isEqualTo(202);
    assertThat(server.log.entries().get(0).value()).doesNotContain("barrier");
  }

  @Test
  void otherContentIsNotSupported() {
    for (String type :
        List.of(
            "text/plain",
            "application/json",
            "application/cloudevents+xml",
            ONE + "; charset=utf-16")) {
      Reply reply = server.post("/v1/events", type, good("a"));
      assertThat(reply.status()).as(type).isEqualTo(415);
      assertThat(reply.json().path("type").textValue())
          .isEqualTo("/problems/unsupported-media-type");
    }
    Reply zipped =
        server.send(binary("{\"store\":\"s1\",\"total\":1}").header("content-encoding", "gzip"));
    assertThat(zipped.status()).isEqualTo(415);
    assertThat(zipped.json().path("detail").textValue())
        .isEqualTo("content-encoding: gzip (expected: none)");
  }
}
