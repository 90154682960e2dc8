package io.dumul.local.stack.traffic;

import static io.dumul.local.stack.traffic.Plan.Shape.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dumul.core.Seeds;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficTest {
  private static final Instant START = Instant.parse("2026-02-28T15:00:00Z");
  private static final Definitions SAMPLE = DefinitionFiles.load(Path.of("../../definitions"));

  private static final ObjectMapper SORTED =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static Plan day(long seed) {
    return Plan.of(seed, START, Duration.ofDays(1), 0.2);
  }

  private static List<Sent> all(Plan plan) {
    List<Sent> all = new ArrayList<>();
    new Traffic(plan).forEachRemaining(all::add);
    return all;
  }

  private static String text(Sent sent) {
    return sent.at() + new String(sent.value(), StandardCharsets.UTF_8);
  }

  private static Map<String, Integer> verdicts(List<Sent> sent, List<Event> accepted) {
    Acceptor acceptor = new Acceptor(SAMPLE);
    Map<String, Integer> counts = new TreeMap<>();
    for (Sent one : sent) {
      LogRecord record = new LogRecord(0, 0, one.at(), one.key(), one.value(), null);
      Verdict verdict = acceptor.judge(record, START);
      if (verdict instanceof Verdict.Accepted good) {
        accepted.add(good.event());
      }
      String name = verdict instanceof Verdict.Rejected bad ? bad.reason().toString() : "ACCEPTED";
      counts.merge(name, 1, Integer::sum);
    }
    return counts;
  }

  /**
   * Of when, to whom and what was sent, with the fields of objects in the order of their names; of
   * what is no JSON that it was sent.
   */
  private static String digest(Plan plan) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Sent sent : all(plan)) {
      digest.update(sent.at().toString().getBytes(StandardCharsets.UTF_8));
      digest.update(Objects.requireNonNull(sent.key()));
      digest.update(sorted(sent.value()).getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String sorted(byte[] value) {
    try {
      return SORTED.writeValueAsString(SORTED.readValue(value, Object.class));
    } catch (IOException e) {
      return "malformed";
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 43849fd3e2e7570413cd2873523c1e8413dc12681d3aff6a45d2c63bf824aaed",
    "2, 30d01d4533f9700c2c2b3a1b73a16f86a53f2679bbc876d1bbde61d6f6ba9943",
    "3, 5cff3b8f30bb5d90c9dee9892b1e85f768eb16baec0534d3ee877dbe1462db3a",
    "20260228, 715609ef4f15ca954b77d39cce42666d7fed3a88c4c69ccd4e8be693f906eded",
    "-7, 337cde263b02ba726674c5b4ab9d06e3ecd697f40f040f62a17c8b61fd863f55"
  })
  void isWhatItEverWasForASeed(long seed, String digest) throws NoSuchAlgorithmException {
    Plan.Faults faults = new Plan.Faults(0.01, 0.02, 0.05);
    Plan plan = new Plan(seed, START, Duration.ofDays(1), 0.2, DAY, 5_000, 300, faults);
    assertThat(digest(plan)).isEqualTo(digest);
  }

  @Seeds(10)
  void isTheSameForTheSameSeed(long seed, Random random) {
    List<Sent> once = all(day(seed));
    assertThat(once.stream().map(TrafficTest::text).toList())
        .isEqualTo(all(day(seed)).stream().map(TrafficTest::text).toList());
    assertThat(once).isSortedAccordingTo(java.util.Comparator.comparing(Sent::at));
    assertThat(once.size()).isCloseTo(17_280, within(2_600));
  }

  @Test
  void isAcceptedButForEveryReason() {
    Plan plain = day(1);
    Plan.Faults faults = new Plan.Faults(0, 0, 0.05);
    Plan bad = new Plan(1, START, plain.span(), 0.2, plain.shape(), 5_000, 300, faults);
    assertThat(verdicts(all(bad), new ArrayList<>()))
        .containsOnlyKeys(
            "ACCEPTED",
            "MALFORMED",
            "ENVELOPE",
            "UNKNOWN_TYPE",
            "UNKNOWN_VERSION",
            "SCHEMA",
            "SEMANTIC_RULE",
            "LATE",
            "FUTURE");
    Plan good = new Plan(1, START, plain.span(), 0.2, plain.shape(), 5_000, 300, Plan.Faults.NONE);
    assertThat(verdicts(all(good), new ArrayList<>())).containsOnlyKeys("ACCEPTED");
  }

  @Test
  void hasDuplicatesLatePhonesAndEveryType() {
    List<Event> accepted = new ArrayList<>();
    List<Sent> sent = all(day(2));
    verdicts(sent, accepted);
    Set<String> ids = new HashSet<>();
    Set<String> types = new HashSet<>();
    long again = accepted.stream().filter(event -> !ids.add(event.id())).count();
    accepted.forEach(event -> types.add(event.type()));
    assertThat(again).isCloseTo(sent.size() / 100, within(sent.size() / 250L));
    Set<String> defined = new HashSet<>(SAMPLE.events().keySet());
    defined.removeIf(type -> type.startsWith(EdgeEvents.PREFIX));
    assertThat(types).isEqualTo(defined);
  }

  @Test
  void tellsOrdersCoherently() {
    List<Event> accepted = new ArrayList<>();
    Plan plan = day(3);
    verdicts(
        all(new Plan(3, START, plan.span(), 0.2, plan.shape(), 500, 30, Plan.Faults.NONE)),
        accepted);
    Map<String, String> last = new HashMap<>();
    Map<String, String> before =
        Map.of(
            "order.accepted", "order.placed",
            "order.cancelled", "order.placed",
            "order.picked_up", "order.accepted",
            "order.delivered", "order.picked_up",
            "review.written", "order.delivered");
    for (Event event : accepted) {
      String order = event.data().path("order_id").asText("");
      if (!order.isEmpty()) {
        assertThat(last.put(order, event.type())).isEqualTo(before.get(event.type()));
      }
    }
    assertThat(last).isNotEmpty();
  }

  @Test
  void isBusyAtLunchAndDinnerAndInFewStores() {
    int[] hours = new int[24];
    Map<String, Integer> stores = new HashMap<>();
    List<Event> accepted = new ArrayList<>();
    verdicts(all(day(4)), accepted);
    for (Event event : accepted) {
      hours[event.time().atZone(java.time.ZoneId.of("Asia/Seoul")).getHour()]++;
      if (event.type().equals("order.placed")) {
        stores.merge(event.data().path("store_id").asText(), 1, Integer::sum);
      }
    }
    assertThat(hours[12]).isGreaterThan(2 * hours[15]);
    assertThat(hours[18]).isGreaterThan(2 * hours[15]).isGreaterThan(20 * hours[4]);
    int orders = stores.values().stream().mapToInt(Integer::intValue).sum();
    int most = stores.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertThat(most).isGreaterThan(10 * orders / 300);
  }
}
