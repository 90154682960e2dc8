package io.dumul.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.server.Server;
import io.dumul.serving.http.Json;
import io.dumul.serving.sandbox.SandboxServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxServerTest {
  private static final String GOOD =
      """
      {"specversion":"1.0","id":"a","source":"/app","type":"order","subject":"u1",\
      "time":"2026-03-10T03:00:00Z","data":{"store":"s1","total":12.50}}""";
  private static final String BAD = GOOD.replace("12.50", "-1").replace("2026", "2027");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server =
      SandboxServer.build(
          "127.0.0.1", 0, TestDefinitions.of(), Clock.fixed(TestServer.NOW, ZoneOffset.UTC));

  SandboxServerTest() {
    server.start().join();
  }

  @AfterEach
  void stop() {
    var unused = server.stop();
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.activeLocalPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/cloudevents-batch+json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonNode told() throws IOException, InterruptedException {
    return Json.MAPPER.readTree(send("GET", "/v1/sandbox", "").body());
  }

  @Test
  void tellsWhatWasGoodAndBadUntilItIsReset() throws Exception {
    assertThat(told()).hasToString("{\"good\":0,\"bad\":0,\"types\":{},\"events\":[]}");
    assertThat(send("POST", "/v1/events", "[" + GOOD + "," + BAD + ",7]").statusCode())
        .isEqualTo(207);
    String blocked = BAD.replace("/app", "/checkout");
    assertThat(send("POST", "/v1/events", "[" + blocked + "]").statusCode()).isEqualTo(422);
    String observed = GOOD.replace("12.50", "-1").replace("/app", "/labs");
    assertThat(send("POST", "/v1/events", "[" + observed + "]").statusCode()).isEqualTo(202);

    JsonNode told = told();
    assertThat(told.path("good").longValue()).isEqualTo(1);
    assertThat(told.path("bad").longValue()).isEqualTo(4);
    assertThat(told.at("/types/order")).hasToString("{\"good\":1,\"bad\":3}");
    assertThat(told.path("events").findValuesAsText("status"))
        .containsExactly("quarantined", "refused", "blocked", "accepted");
    assertThat(told.at("/events/0/failures").findValuesAsText("path"))
        .containsExactly("/data/total", "/time");
    assertThat(told.at("/events/0/event").textValue()).isEqualTo(BAD);

    assertThat(send("DELETE", "/v1/sandbox", "").statusCode()).isEqualTo(200);
    assertThat(told().path("events")).isEmpty();
    assertThat(send("PUT", "/v1/sandbox", "").statusCode()).isEqualTo(405);
  }

  @Test
  void keepsTheNewestBadEventsOnly() throws Exception {
    String many = "[" + (BAD + ",").repeat(999) + BAD + "]";
    send("POST", "/v1/events", many);
    send("POST", "/v1/events", "[" + BAD.replace("\"a\"", "\"last\"") + "]");
    assertThat(told().path("bad").longValue()).isEqualTo(1001);
    assertThat(told().path("events")).hasSize(1000);
    assertThat(told().at("/events/999/id").textValue()).isEqualTo("last");
  }

  @Test
  void validatesWithoutCounting() throws Exception {
    HttpResponse<String> answer = send("POST", "/v1/events:validate", "[" + GOOD + "," + BAD + "]");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode json = Json.MAPPER.readTree(answer.body());
    assertThat(json.path("events").findValuesAsText("status"))
        .containsExactly("accepted", "quarantined");
    assertThat(json.at("/events/1/failures")).hasSize(2);
    assertThat(json.at("/counts/quarantined").longValue()).isEqualTo(1);
    assertThat(told().path("bad").longValue()).isZero();
    assertThat(send("POST", "/v1/events:validate", "[").statusCode()).isEqualTo(400);
  }
}
