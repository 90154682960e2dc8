package io.dumul.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.Seeds;
import io.dumul.core.event.Event;
import io.dumul.serving.Layers.Logged;
import io.dumul.serving.TestServer.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Instant START = Instant.parse("2026-03-08T00:00:00Z");

  private final TestServer server = new TestServer();
  private final Layers layers = new Layers(server.definitions, server.views, server.control, 2);

  @AfterEach
  void stop() {
    server.close();
  }

  private static Logged order(int number, long epoch, String total) {
    Instant time = START.plus(Duration.ofMinutes(37L * number));
    String dish = "dish" + number % 4;
    return new Logged(
        Layers.order("e" + number, "u" + number % 5, "s1", dish, total, time), number % 2, epoch);
  }

  private void twoEpochs() {
    List<Logged> log = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      log.add(order(i, i < 12 ? 0 : 1, "0.1"));
    }
    layers.speed(log, 0, 1);
    layers.publish(log, 0);
  }

  @Test
  void anAnswerIsBatchAndSpeedTogether() {
    twoEpochs();
    JsonNode answer = server.get("/v1/metrics/revenue?key=s1&parts=true").json();
    assertThat(answer.at("/value").decimalValue()).isEqualByComparingTo("2.0");
    assertThat(answer.at("/parts/batch/value").decimalValue()).isEqualByComparingTo("1.2");
    assertThat(answer.at("/parts/speed/value").decimalValue()).isEqualByComparingTo("0.8");
    assertThat(answer.at("/bound").isMissingNode()).isTrue();
  }

  @Test
  void itSaysHowItCameAbout() {
    twoEpochs();
    JsonNode receipt = server.get("/v1/metrics/orders?key=s1").json().path("receipt");
    assertThat(receipt.at("/published/epoch").longValue()).isZero();
    assertThat(receipt.at("/published/publication").longValue()).isEqualTo(1);
    assertThat(receipt.at("/published/snapshot").textValue()).isEqualTo("9223372036854775807");
    assertThat(receipt.at("/published/closing").textValue()).isEqualTo("2026-03-10T03:20:00Z");
    assertThat(receipt.at("/speed/partitions")).hasSize(2);
    assertThat(receipt.at("/speed/partitions/1/openEpoch").longValue()).isEqualTo(1);
    assertThat(receipt.at("/speed/appendTime").textValue()).isEqualTo("2026-03-10T03:29:00Z");
    assertThat(receipt.at("/degraded")).isEmpty();
  }

  @Test
  void bucketsAreInTheMetricsZoneAndAddUp() {
    twoEpochs();
    JsonNode answer = server.get("/v1/metrics/revenue?key=s1&by=bucket").json();
    assertThat(answer.at("/buckets/0/from").textValue()).isEqualTo("2026-03-07T15:00:00Z");
    assertThat(answer.at("/buckets/0/to").textValue()).isEqualTo("2026-03-08T15:00:00Z");
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode bucket : answer.at("/buckets")) {
      sum = sum.add(bucket.path("value").decimalValue());
    }
    assertThat(sum).isEqualByComparingTo("2.0");
  }

  @Test
  void moneyKeepsItsDigits() {
    List<Logged> log = List.of(order(1, 0, "90071992547409931234567890.01"), order(2, 0, "0.02"));
    layers.speed(log, 0, 0);
    Reply reply = server.get("/v1/metrics/revenue?key=s1");
    assertThat(reply.body()).contains("\"value\":90071992547409931234567890.03");
  }

  @Test
  void aSketchComesWithItsBound() {
    twoEpochs();
    JsonNode answer = server.get("/v1/metrics/customers?key=s1").json();
    assertThat(answer.at("/value").doubleValue()).isBetween(4.9, 5.1);
    assertThat(answer.at("/bound/lower").isNumber()).isTrue();
    assertThat(answer.at("/bound/upper").isNumber()).isTrue();
  }

  @Test
  void compositeKeysAndNoKeys() {
    twoEpochs();
    assertThat(value("/v1/metrics/dish-orders?key=s1&key=dish1")).isEqualTo(5);
    assertThat(value("/v1/metrics/all-orders")).isEqualTo(20);
    assertThat(value("/v1/metrics/orders?key=unknown")).isZero();
  }

  private long value(String path) {
    return server.get(path).json().path("value").longValue();
  }

  @Test
  void manyQuestionsAreAnsweredFromOneState() {
    twoEpochs();
    Reply reply =
        server.post(
            "/v1/metrics:query",
            "application/json",
            """
            {"questions": [
              {"metrics": ["orders", "revenue"], "keys": [["s1"], ["s2"]], "window": "7d"},
              {"metrics": ["all-orders"], "from": "2026-03-08", "to": "2026-03-09", "parts": true}]}
            """);
    assertThat(reply.status()).isEqualTo(200);
    JsonNode answers = reply.json().path("answers");
    assertThat(answers).hasSize(5);
    assertThat(answers.at("/0/value").longValue()).isEqualTo(20);
    assertThat(answers.at("/1/key/0").textValue()).isEqualTo("s2");
    assertThat(answers.at("/4/from").textValue()).isEqualTo("2026-03-07T15:00:00Z");
    assertThat(answers.at("/4/parts/batch").isMissingNode()).isFalse();
    assertThat(reply.json().at("/receipt/published/publication").longValue()).isEqualTo(1);
  }

  @Test
  void metricsAreListed() {
    JsonNode metrics = server.get("/v1/metrics").json().path("metrics");
    assertThat(metrics).hasSize(server.definitions.metrics().size());
    JsonNode orders = metrics.get(5);
    assertThat(orders.path("name").textValue()).isEqualTo("recent");
    assertThat(orders.at("/key/0").textValue()).isEqualTo("store");
    assertThat(orders.at("/bucket/zone").textValue()).isEqualTo("Asia/Seoul");
    assertThat(orders.at("/aggregate/kind").textValue()).isEqualTo("last-k");
    assertThat(orders.at("/exact").booleanValue()).isTrue();
  }

  @Test
  void rangesAreWidenedToWholeBuckets() {
    twoEpochs();
    JsonNode answer =
        server
            .get("/v1/metrics/orders?key=s1&from=2026-03-08T01:10:00Z&to=2026-03-08T03:00:01Z")
            .json();
    assertThat(answer.path("from").textValue()).isEqualTo("2026-03-08T01:00:00Z");
    assertThat(answer.path("to").textValue()).isEqualTo("2026-03-08T04:00:00Z");
    assertThat(answer.path("value").longValue()).isEqualTo(5);
  }

  /** The oracle: counts and sums by hand, apart from the aggregates. */
  @Seeds(25)
  void answersEqualANaiveRecount(long seed, Random random) {
    List<Logged> log = draw(random);
    long published = random.nextInt(5) - 1L;
    layers.increments(log, 0); // of a generation that is thrown away
    layers.speed(log, 1, 4);
    for (long epoch = 0; epoch <= published; epoch++) {
      layers.publish(log, epoch);
    }
    Set<String> stores = Set.of("s0", "s1", "s2");
    for (String store : stores) {
      JsonNode revenue =
          server.get("/v1/metrics/revenue?key=" + store + "&from=2026-03-01&to=2026-03-10").json();
      assertThat(revenue.path("value").decimalValue()).isEqualByComparingTo(sum(log, store));
      JsonNode orders =
          server.get("/v1/metrics/orders?key=" + store + "&by=bucket&window=240h").json();
      assertThat(buckets(orders)).isEqualTo(counts(log, store));
    }
  }

  private static List<Logged> draw(Random random) {
    List<Logged> log = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Event event =
          Layers.order(
              "e" + i,
              "u" + random.nextInt(9),
              "s" + random.nextInt(3),
              "d" + random.nextInt(5),
              BigDecimal.valueOf(random.nextInt(100_000), 2).toString(),
              START.plusSeconds(random.nextInt(86_400)));
      log.add(new Logged(event, random.nextInt(2), random.nextInt(5)));
    }
    return log;
  }

  private static BigDecimal sum(List<Logged> log, String store) {
    return log.stream()
        .map(Logged::event)
        .filter(event -> event.data().path("store").textValue().equals(store))
        .map(event -> event.data().path("total").decimalValue())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Map<String, Long> counts(List<Logged> log, String store) {
    Map<String, Long> counts = new TreeMap<>();
    for (Logged logged : log) {
      if (logged.event().data().path("store").textValue().equals(store)) {
        String hour = logged.event().time().toString().substring(0, 13) + ":00:00Z";
        counts.merge(hour, 1L, Long::sum);
      }
    }
    return counts;
  }

  private static Map<String, Long> buckets(JsonNode answer) {
    Map<String, Long> counts = new TreeMap<>();
    answer
        .path("buckets")
        .forEach(b -> counts.put(b.path("from").textValue(), b.path("value").longValue()));
    return counts;
  }
}
