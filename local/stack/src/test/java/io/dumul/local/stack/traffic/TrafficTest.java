package io.dumul.local.stack.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dumul.core.Seeds;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final Instant START = Instant.parse("2026-02-28T15:00:00Z");
  private static final Definitions SAMPLE = DefinitionFiles.load(Path.of("../../definitions"));

  private static Plan day(long seed) {
    return Plan.of(seed, START, Duration.ofDays(1), 0.2);
  }

  private static List<Sent> all(Plan plan) {
    List<Sent> all = new ArrayList<>();
    new Traffic(plan).forEachRemaining(all::add);
    return all;
  }

  private static String text(Sent sent) {
    return sent.at() + new String(sent.value(), java.nio.charset.StandardCharsets.UTF_8);
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
