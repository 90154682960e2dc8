package io.dumul.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.serving.TestServer.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final String BATCH = "application/cloudevents-batch+json";

  @Test
  void aKeyIsNeededAndItsRole() {
    try (TestServer server = new TestServer()) {
      Reply none = server.send(server.request("/v1/metrics"));
      assertThat(none.status()).isEqualTo(401);
      assertThat(none.header("www-authenticate")).startsWith("Bearer");
      assertThat(server.send(server.request("/v1/metrics").header("x-api-key", "no")).status())
          .isEqualTo(401);
      Reply writer =
          server.send(server.request("/v1/metrics").header("x-api-key", TestServer.WRITER));
      assertThat(writer.status()).isEqualTo(403);
      assertThat(writer.json().path("type").textValue()).isEqualTo("/problems/forbidden");
      Reply reader =
          server.send(
              server
                  .request("/v1/events")
                  .header("authorization", "bearer " + TestServer.READER)
                  .POST(BodyPublishers.ofString("[]")));
      assertThat(reader.status()).isEqualTo(403);
    }
  }

  @Test
  void bodiesAndBatchesHaveASize() {
    try (TestServer server =
        new TestServer(Map.of("max-body-bytes", "2000", "max-batch-events", "2"))) {
      Reply large = server.post("/v1/events", BATCH, "[" + " ".repeat(3000) + "]");
      assertThat(large.status()).isEqualTo(413);
      assertThat(large.json().path("detail").textValue()).contains("2000 bytes");
      Reply many = server.post("/v1/events", BATCH, "[1,2,3]");
      assertThat(many.status()).isEqualTo(413);
      assertThat(many.json().path("detail").textValue()).contains("2 events");
    }
  }

  @Test
  void aKeyHasARate() {
    try (TestServer server = new TestServer(Map.of("requests-per-second", "3"))) {
      int refused = 0;
      for (int i = 0; i < 10; i++) {
        Reply reply = server.get("/v1/metrics");
        if (reply.status() == 429) {
          assertThat(reply.header("retry-after")).isNotEmpty();
          refused++;
        }
      }
      assertThat(refused).isPositive();
      assertThat(server.post("/v1/events", BATCH, "[]").status()).as("another key").isEqualTo(202);
    }
  }

  @Test
  void aKeyHasSoManyRequestsAtATimeAndEachADeadline() throws Exception {
    try (TestServer server =
        new TestServer(Map.of("concurrent-requests", "1", "request-timeout", "PT1S"))) {
      server.log.hang(append -> append == 0);
      String event = "[{\"subject\":\"u\"}]";
      CompletableFuture<Reply> first =
          CompletableFuture.supplyAsync(() -> server.post("/v1/events", BATCH, event));
      Thread.sleep(300);
      assertThat(server.post("/v1/events", BATCH, event).status()).isEqualTo(429);
      Reply late = first.get();
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.json().path("type").textValue()).isEqualTo("/problems/timeout");
      assertThat(server.post("/v1/events", BATCH, event).status())
          .as("after it ended")
          .isEqualTo(207);
    }
  }

  @Test
  void whatIsNotThereIsAProblemToo() {
    try (TestServer server = new TestServer()) {
      assertThat(server.get("/v2").status()).isEqualTo(404);
      assertThat(server.get("/v2").json().path("type").textValue())
          .isEqualTo("/problems/not-found");
      Reply method = server.get("/v1/events");
      assertThat(method.status()).isEqualTo(405);
      assertThat(method.header("allow")).isEqualTo("POST");
      assertThat(method.header("content-type")).startsWith("application/problem+json");
      assertThat(server.get("/problems/forbidden").body()).contains("Use a key");
      assertThat(server.get("/problems/no-such").status()).isEqualTo(404);
    }
  }

  @Test
  void livenessAndReadinessAreApart() {
    try (TestServer server = new TestServer()) {
      assertThat(server.send(server.request("/health/live")).status()).isEqualTo(200);
      assertThat(server.send(server.request("/health/ready")).status()).isEqualTo(503);
      server.cache.start(java.time.Duration.ofMillis(10));
      for (int i = 0; i < 100 && server.cache.last().isEmpty(); i++) {
        java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
      }
      assertThat(server.send(server.request("/health/ready")).status()).isEqualTo(200);
      Reply metrics = server.send(server.request("/metrics"));
      assertThat(metrics.body()).contains("dumul_control_age_seconds").contains("jvm_memory");
    }
  }
}
