package io.dumul.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.event.Event;
import io.dumul.core.event.PartialEvent;
import io.dumul.core.event.Verdict.Reason;
import io.dumul.core.event.VerdictEvent;
import io.dumul.core.event.VerdictEvent.Fate;
import io.dumul.serving.Layers.Logged;
import io.dumul.serving.http.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertServiceTest {
  private static final Definitions SAMPLE = DefinitionFiles.load(Path.of("../definitions"));

  private static Logged verdict(int offset, String app, boolean good) {
    Event sent =
        new Event(
            "e" + offset,
            "/apps/ios",
            "searched",
            TestServer.NOW,
            "u" + offset,
            Json.object().put("platform", "ios").put("app_version", app));
    VerdictEvent verdict =
        new VerdictEvent(
            0,
            offset,
            TestServer.NOW.minusSeconds(60),
            good ? Fate.ACCEPTED : Fate.REJECTED,
            good ? null : Reason.SCHEMA,
            good ? null : "/data/query",
            PartialEvent.of(sent));
    return new Logged(verdict.toEvent(SAMPLE.events().keySet()), offset % 2, offset % 3 / 2);
  }

  @Test
  void tellsWhatIsWrongNowAndPrometheusToo() throws InterruptedException {
    List<Logged> log = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      log.add(verdict(i, i % 2 == 0 ? "5.0.0" : "6.0.0", i % 6 != 1));
    }
    try (TestServer server = new TestServer(SAMPLE, Map.of("alert-interval", "PT0.2S"))) {
      Layers layers = new Layers(SAMPLE, server.views, server.control, 2);
      layers.speed(log, 0, 1);
      layers.publish(log, 0);
      server.nanos.addAndGet(
          10_000_000_000L); // the watch may have looked before there was anything
      JsonNode body = server.get("/v1/quality/alerts").json();
      assertThat(body.path("alerts")).hasSize(1);
      JsonNode one = body.at("/alerts/0");
      assertThat(one.path("message").asText())
          .isEqualTo("app ios 6.0.0: 66.66 % of 300 events pass (expected: >= 90 %)");
      assertThat(one.path("severity").asText()).isEqualTo("page");
      assertThat(one.at("/failures/0/path").asText()).isEqualTo("/data/query");
      assertThat(one.path("also").findValuesAsText("by"))
          .containsExactlyInAnyOrder("all", "event-type", "source", "app");
      assertThat(body.at("/receipt/published/epoch").asInt()).isZero();
      assertThat(server.get("/v1/quality/alerts?app=x").status()).isEqualTo(400);
      String line =
          "dumul_quality_alert{by=\"app\",rule=\"quality-low\",subject=\"ios 6.0.0\"} 0.6666";
      for (int i = 0; i < 100 && !server.get("/metrics").body().contains(line); i++) {
        Thread.sleep(100);
      }
      assertThat(server.get("/metrics").body()).contains(line, "dumul_quality_alert_age_seconds");
    }
  }

  @Test
  void tellsWhereEventsAreSeen() {
    try (TestServer server = new TestServer(SAMPLE, Map.of())) {
      Layers layers = new Layers(SAMPLE, server.views, server.control, 2);
      layers.speed(List.of(verdict(0, "5.0.0", true), verdict(1, "5.0.0", false)), 0, 1);
      JsonNode body = server.get("/v1/quality/coverage?window=7d").json();
      assertThat(body.path("from").asText()).isEqualTo("2026-03-03T15:00:00Z");
      assertThat(body.path("coverage").toString())
          .contains(
              "{\"event_type\":\"order.accepted\",\"platform\":\"(unknown)\",\"last_seen\":null}",
              "{\"event_type\":\"searched\",\"platform\":\"ios\",\"last_seen\":\"2026-03-10T03:29:00Z\"}",
              "{\"event_type\":\"searched\",\"platform\":\"web\",\"last_seen\":null}");
      assertThat(server.get("/v1/quality/coverage?days=7").status()).isEqualTo(400);
    }
  }

  @Test
  void withoutRulesThereIsNothingToTell() {
    try (TestServer server = new TestServer()) {
      assertThat(server.get("/v1/quality/alerts").json().path("alerts")).isEmpty();
      assertThat(server.get("/metrics").body()).doesNotContain("dumul_quality_alert");
    }
  }
}
