package io.dumul.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.definition.Metric;
import io.dumul.core.view.SpeedProgress;
import io.dumul.core.view.ViewReader;
import io.dumul.serving.Layers.Logged;
import io.dumul.serving.TestServer.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An answer is right, or there is none: whatever happens while it is made. */
class RefusalTest {
  private static final Instant START = Instant.parse("2026-03-08T00:00:00Z");
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);
  private static final String ASK = "/v1/metrics/orders?key=s1";

  /** What happens before the read of a number. */
  private BiFunction<TestServer, Integer, CompletableFuture<Void>> hook = (server, read) -> NOTHING;

  private final TestServer server = start(Map.of("read-timeout", "PT1S"));
  private final Layers layers = new Layers(server.definitions, server.views, server.control, 2);
  private final List<Logged> log = draw();

  private TestServer start(Map<String, String> settings) {
    TestServer[] self = new TestServer[1];
    UnaryOperator<ViewReader> between =
        views -> new HookedViews(views, read -> hook.apply(self[0], read));
    self[0] = new TestServer(settings, between);
    return self[0];
  }

  /** Ten orders in each of four epochs. */
  private static List<Logged> draw() {
    List<Logged> log = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Instant time = START.plus(Duration.ofMinutes(i));
      log.add(new Logged(Layers.order("e" + i, "u", "s1", "d", "1", time), i % 2, i / 10));
    }
    return log;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void refused(Reply reply, String type) {
    assertThat(reply.json().path("type").textValue()).isEqualTo("/problems/" + type);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("retry-after")).isNotEmpty();
    assertThat(reply.json().has("value")).isFalse();
  }

  private void answered(Reply reply, long value) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().path("value").longValue()).isEqualTo(value);
  }

  @Test
  void beforeTheFirstPublicationAllComesFromSpeed() {
    layers.speed(log, 0, 3);
    Reply reply = server.get(ASK + "&parts=true");
    answered(reply, 40);
    assertThat(reply.json().at("/parts/batch/value").longValue()).isZero();
    assertThat(reply.json().at("/receipt/published").isNull()).isTrue();
  }

  /** One request a second tries it again. */
  @Test
  @Timeout(60)
  void aStoreThatIsAwayIsNotAskedByEveryRequest() throws InterruptedException {
    layers.speed(log, 0, 3);
    answered(server.get(ASK), 40);
    AtomicInteger reads = new AtomicInteger();
    hook =
        (server, read) -> {
          reads.incrementAndGet();
          return CompletableFuture.failedFuture(new IllegalStateException("away"));
        };
    long opened = askUntil(reply -> reply.body().contains("for some seconds"));
    int before = reads.get();
    for (int i = 0; i < 50; i++) {
      refused(server.get(ASK), "views-unavailable");
    }
    assertThat(opened).isLessThan(200);
    assertThat(reads.get() - before).isLessThan(10);
    hook = (server, read) -> NOTHING;
    askUntil(reply -> reply.status() == 200);
    answered(server.get(ASK), 40);
  }

  private long askUntil(Predicate<Reply> done) throws InterruptedException {
    for (long asked = 1; ; asked++) {
      if (done.test(server.get(ASK))) {
        return asked;
      }
      Thread.sleep(20);
    }
  }

  @Test
  void beforeTheSpeedLayerRanThereIsNoAnswer() {
    refused(server.get(ASK), "speed-incomplete");
  }

  @Test
  void aPartitionThatHasNotReportedIsMissing() {
    layers.increments(log, 0);
    layers.report(1, 0, 3);
    refused(server.get(ASK), "speed-incomplete");
    layers.report(0, 0, 3);
    server.nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    answered(server.get(ASK), 40);
  }

  @Test
  void aMetricThatIsNotPublishedIsNotAnswered() {
    layers.speed(log, 0, 3);
    Set<Long> others = Set.of(server.definitions.metric("revenue").id());
    layers.publish(log, 0, others);
    Reply reply = server.get(ASK);
    refused(reply, "metric-not-published");
    assertThat(reply.json().path("metric").textValue()).isEqualTo("orders");
    answered(server.get("/v1/metrics/revenue?key=s1"), 40);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "2, false"})
  void aSpeedViewThatBeganTooLateIsIncomplete(long since, boolean complete) {
    layers.speed(log, 0, 3);
    Metric orders = server.definitions.metric("orders");
    server.control.report(
        new SpeedProgress(
            1,
            2,
            0,
            1000,
            START,
            3,
            Map.of(),
            Map.of(orders.id(), since),
            server.definitions.hash()));
    layers.publish(log, 0);
    Reply reply = server.get(ASK);
    if (complete) {
      answered(reply, 40);
    } else {
      refused(reply, "speed-incomplete");
    }
    refused(server.get("/v1/metrics/revenue?key=s1"), "speed-incomplete");
  }

  @Test
  void incrementsThatMayBeGoneAreMissed() {
    layers.speed(log, 0, 3);
    layers.publish(log, 1);
    server.control.expire(1);
    answered(server.get(ASK), 40);
    server.control.expire(2);
    server.nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    refused(server.get(ASK), "speed-expired");
  }

  @Test
  void aGenerationThatIsHalfThereIsNotAnswered() {
    layers.speed(log, 0, 3);
    layers.report(0, 1, 0);
    refused(server.get(ASK), "speed-rebuilding");
  }

  @Test
  void incrementsOfAGenerationThatIsNotReportedAreNotMixedIn() {
    layers.speed(log, 0, 3);
    layers.increments(log.subList(0, 5), 1);
    refused(server.get(ASK), "speed-rebuilding");
  }

  @Test
  void aRebuildThatEndsWhileARowIsReadIsAnsweredFromTheNewOne() {
    layers.speed(log, 0, 3);
    hook =
        (self, read) -> {
          if (read == 0) {
            layers.speed(log, 1, 3);
          }
          return NOTHING;
        };
    Reply reply = server.get(ASK);
    answered(reply, 40);
    assertThat(reply.json().at("/receipt/speed/generation").longValue()).isEqualTo(1);
  }

  @Test
  void aStateThatGrewOldWhileARowWasReadIsNotUsed() {
    layers.speed(log, 0, 3);
    hook =
        (self, read) -> {
          if (read == 0) {
            layers.publish(log, 2);
            self.control.expire(2);
            self.views.expireSpeed(2);
            self.nanos.addAndGet(Duration.ofSeconds(6).toNanos());
          }
          return NOTHING;
        };
    Reply reply = server.get(ASK);
    answered(reply, 40);
    assertThat(reply.json().at("/receipt/published/epoch").longValue()).isEqualTo(2);
  }

  @Test
  void readsThatAreAlwaysTooSlowEndInARefusal() {
    layers.speed(log, 0, 3);
    hook =
        (self, read) -> {
          self.nanos.addAndGet(Duration.ofSeconds(6).toNanos());
          return NOTHING;
        };
    refused(server.get(ASK), "timeout");
  }

  @Test
  void aPublicationAndARollbackWhileARowIsReadDoNotShow() {
    layers.speed(log, 0, 3);
    long first = layers.publish(log, 1);
    hook =
        (self, read) -> {
          long second = layers.publish(log.subList(0, 7), 3); // a wrong one
          if (!self.control.publish(second, first)) {
            throw new AssertionError();
          }
          return NOTHING;
        };
    answered(server.get(ASK), 40);
  }

  @Test
  void viewsThatFailOrHangAreSaidSo() {
    layers.speed(log, 0, 3);
    hook = (self, read) -> CompletableFuture.failedFuture(new IllegalStateException("down"));
    refused(server.get(ASK), "views-unavailable");
    hook = (self, read) -> new CompletableFuture<>();
    refused(server.get(ASK), "views-unavailable");
  }

  @Test
  void aSpeedViewThatIsBehindIsSaidSoInTheReceipt() {
    layers.speed(log, 0, 3);
    layers.publish(log, 3);
    Reply reply = server.get(ASK);
    answered(reply, 40);
    assertThat(reply.json().at("/receipt/degraded/0").textValue()).isEqualTo("speed-behind");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orders | key",
        "orders?key=a&key=b | key",
        "all-orders?key=a | key",
        "orders?key=s1&by=hour | by",
        "orders?key=s1&parts=1 | parts",
        "orders?key=s1&form=2026-03-01 | form",
        "orders?key=s1&window=7 | window",
        "orders?key=s1&window=0h | window",
        "orders?key=s1&window=999999h | window",
        "orders?key=s1&window=1h&window=2h | window",
        "orders?key=s1&from=2026-03-01 | to",
        "orders?key=s1&to=2026-03-01 | from",
        "orders?key=s1&from=yesterday&to=2026-03-01 | from",
        "orders?key=s1&from=2026-03-01&to=2026-03-01T00:00:00 | to",
        "orders?key=s1&from=2026-03-02&to=2026-03-01 | to",
        "orders?key=s1&from=0001-03-02&to=2026-03-01 | from",
        "orders?key=s1&from=2026-03-02&to=2026-03-03&window=1d | window",
      })
  void aWrongParameterIsNamed(String path, String parameter) {
    layers.speed(log, 0, 3);
    Reply reply = server.get("/v1/metrics/" + path);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("parameter").textValue()).isEqualTo(parameter);
    assertThat(reply.json().path("detail").textValue()).contains("expected:");
  }

  @Test
  void anUnknownMetricIsNotFound() {
    Reply reply = server.get("/v1/metrics/nothing");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().path("type").textValue()).isEqualTo("/problems/unknown-metric");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | body",
        "{} | questions",
        "{\"questions\": []} | questions",
        "{\"questions\": [1]} | questions/0",
        "{\"questions\": [{}]} | questions/0/metrics",
        "{\"questions\": [{\"metrics\": [1]}]} | questions/0/metrics",
        "{\"questions\": [{\"metrics\": [\"orders\"], \"keys\": [[1]]}]} | questions/0/keys",
        "{\"questions\": [{\"metrics\": [\"orders\"], \"keys\": [[]]}]} | questions/0/keys",
        "{\"questions\": [{\"metrics\": [\"orders\"], \"parts\": \"true\"}]} | parts",
        "{\"questions\": [{\"metrics\": [\"orders\"], \"form\": \"true\"}]} | form",
      })
  void aWrongMemberOfAQueryIsNamed(String body, String parameter) {
    Reply reply = server.post("/v1/metrics:query", "application/json", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("parameter").textValue()).isEqualTo(parameter);
  }

  @Test
  void aQueryMayAskForSoManyAnswersOnly() {
    layers.speed(log, 0, 3);
    try (TestServer small = new TestServer(Map.of("max-answers", "3"))) {
      String keys = "[\"a\"],[\"b\"]";
      String body =
          "{\"questions\":[{\"metrics\":[\"orders\",\"revenue\"],\"keys\":[" + keys + "]}]}";
      Reply reply = small.post("/v1/metrics:query", "application/json", body);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(small.post("/v1/metrics:query", "text/plain", body).status()).isEqualTo(415);
      assertThat(small.post("/v1/metrics:query", "application/json", "{").status()).isEqualTo(400);
    }
  }
}
