package io.dumul.local.stack.traffic;

import static com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.Seeds;
import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Presented;
import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import io.dumul.core.event.VerdictEvent;
import java.io.IOException;
import java.nio.file.Files;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle and core are written apart; here they judge each other on made-up traffic. */
class RecountTest {
  private static final Path SAMPLE = Path.of("../../definitions");
  private static final byte[] SECRET = "secret".getBytes(UTF_8);
  private static final Instant START = Instant.parse("2026-02-28T15:00:00Z");

  /** What core makes of a partition, without epochs' bookkeeping: a barrier moves the closing. */
  private static final class Core {
    private final Definitions definitions;
    private final Acceptor acceptor;
    private final Map<Recount.Cell, Object> states = new HashMap<>();
    private final Map<String, Instant> seen = new HashMap<>();
    private Instant closing = Instant.MIN;
    private long accepted;
    private long duplicates;
    private long rejected;
    private long observed;

    Core(Definitions definitions) {
      this.definitions = definitions;
      this.acceptor = new Acceptor(definitions);
    }

    void add(Sent sent) {
      LogRecord record = new LogRecord(0, 0, sent.at(), sent.key(), sent.value(), null);
      Verdict verdict = judge(record);
      Event event = VerdictEvent.of(record, verdict).toEvent(definitions.events().keySet());
      definitions.contributions(event, this::fold);
    }

    private Verdict judge(LogRecord record) {
      Verdict verdict = acceptor.judge(record, closing);
      if (!(verdict instanceof Verdict.Accepted good)) {
        rejected++;
        return verdict;
      }
      Event event = good.event();
      Instant before = seen.get(event.subject() + " " + event.id());
      if (before != null && !before.isBefore(definitions.time().horizon(closing))) {
        duplicates++;
        return new Verdict.Duplicate(event);
      }
      accepted++;
      observed += good.observed() == null ? 0 : 1;
      seen.put(event.subject() + " " + event.id(), event.time());
      definitions.contributions(event, this::fold);
      return verdict;
    }

    private void fold(Contribution one) {
      states.merge(
          new Recount.Cell(one.metric().name(), one.entity().key(), one.bucket()),
          folded(one.metric().aggregate(), null, one),
          (state, ignored) -> folded(one.metric().aggregate(), state, one));
    }

    @SuppressWarnings("unchecked")
    private static Object folded(Aggregate<?> untyped, @Nullable Object state, Contribution one) {
      Aggregate<Object> aggregate = (Aggregate<Object>) untyped;
      return aggregate.add(state == null ? aggregate.empty() : state, one.observation());
    }

    @SuppressWarnings("unchecked")
    Presented present(Recount.Cell cell) {
      Aggregate<Object> aggregate =
          (Aggregate<Object>) definitions.metric(cell.metric()).aggregate();
      return aggregate.present(java.util.Objects.requireNonNull(states.get(cell)));
    }
  }

  private static List<Sent> day(long seed) {
    Plan.Faults faults = new Plan.Faults(0.03, 0.05, 0.03);
    Plan plan = new Plan(seed, START, Duration.ofDays(5), 0.02, Plan.Shape.DAY, 200, 40, faults);
    List<Sent> all = new ArrayList<>();
    new Traffic(plan).forEachRemaining(all::add);
    return all;
  }

  private static Recount recount() {
    return new Recount(SAMPLE, SECRET, "topic", (metric, key) -> true);
  }

  @Seeds(10)
  void agreesWithCore(long seed, Random random) {
    agrees(SAMPLE, day(seed), random);
  }

  @Seeds(4)
  void agreesWithCoreOnWhatIsObserved(long seed, Random random, @TempDir Path folder)
      throws IOException {
    Path definitions = folder.resolve("definitions");
    copy(SAMPLE, definitions);
    Files.writeString(
        definitions.resolve("modes.yaml"),
        """
        modes:
          - {mode: block, events: [searched], sources: [/apps/web]}
          - {mode: observe, sources: [/apps/*]}
          - {mode: observe, events: [order.delivered, order.cancelled]}
        """);
    long observed = agrees(definitions, odd(day(seed), random), random);
    assertThat(observed).isGreaterThan(100);
  }

  @Seeds(4)
  void agreesWithCoreOnOlderModels(long seed, Random random, @TempDir Path folder)
      throws IOException {
    Path definitions = folder.resolve("definitions");
    copy(SAMPLE, definitions);
    Path file = definitions.resolve("events/order.placed.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("order.placed/1\"", "order.placed/2\"")
            .replace("\"x-version\": \"1-1-0\"", "\"x-version\": \"2-0-0\", " + SUPERSEDES));
    long[] older = new long[1];
    List<Sent> day = new ArrayList<>();
    for (Sent sent : day(seed)) {
      Sent other = random.nextInt(3) == 0 ? older(sent, random) : sent;
      older[0] += other.equals(sent) ? 0 : 1;
      day.add(other);
    }
    agrees(definitions, day, random);
    assertThat(older[0]).isGreaterThan(100);
  }

  private static final String SUPERSEDES =
      """
      "x-supersedes": [{"schema": "https://dumul.example/events/order.placed/1",
        "version": "1-1-0", "steps": [{"rename": "/data/total", "to": "/data/amount"},
        {"cast": "/data/amount", "to": "number"}, {"remove": "/data/currency"},
        {"set": "/data/payment", "value": "card"}]}]""";

  private static Sent older(Sent sent, Random random) throws IOException {
    String text = new String(sent.value(), UTF_8);
    if (!text.contains("order.placed") || !text.endsWith("}}")) {
      return sent;
    }
    ObjectNode event =
        (ObjectNode) JsonMapper.builder().enable(USE_BIG_DECIMAL_FOR_FLOATS).build().readTree(text);
    String version = List.of("", "-1-0", "-0-0", "-2-0", "-x").get(random.nextInt(5));
    event.put("dataschema", "https://dumul.example/events/order.placed/1" + version);
    ObjectNode data = event.withObject("/data").put("currency", "KRW");
    if (data.has("amount")) {
      data.put("total", data.remove("amount").asText());
    }
    data.remove("payment");
    return new Sent(sent.at(), sent.key(), event.toString().getBytes(UTF_8));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** One field in twenty events says something else, or is not there. */
  private static List<Sent> odd(List<Sent> day, Random random) throws IOException {
    JsonMapper json = JsonMapper.builder().enable(USE_BIG_DECIMAL_FOR_FLOATS).build();
    List<Sent> all = new ArrayList<>();
    for (Sent sent : day) {
      if (random.nextInt(20) > 0 || new String(sent.value(), UTF_8).indexOf("}}") < 0) {
        all.add(sent);
        continue;
      }
      ObjectNode event = (ObjectNode) json.readTree(sent.value());
      List<String> names = new ArrayList<>();
      event.path("data").fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      ObjectNode data = event.withObject("/data");
      switch (random.nextInt(5)) {
        case 0 -> data.remove(name);
        case 1 -> data.put(name, -7.5);
        case 2 -> data.put(name, true);
        case 3 -> data.put(name, "s".repeat(513));
        default -> data.putNull(name);
      }
      all.add(new Sent(sent.at(), sent.key(), event.toString().getBytes(UTF_8)));
    }
    return all;
  }

  /** How many events were observed. */
  private static long agrees(Path folder, List<Sent> day, Random random) {
    Recount recount = new Recount(folder, SECRET, "topic", (metric, key) -> true);
    Core core = new Core(DefinitionFiles.load(folder));
    long epoch = 0;
    for (Sent sent : day) {
      if (random.nextInt(1000) == 0) {
        byte[] barrier = new Barrier("topic", 0, epoch++, sent.at(), "hash").sign(SECRET);
        recount.add(0, sent.at(), null, null, barrier);
        core.closing = Instant.ofEpochMilli(sent.at().toEpochMilli());
      }
      recount.add(0, sent.at(), sent.key(), sent.value(), null);
      core.add(sent);
    }
    Recount.Counts all = new Recount.Counts(0, 0, 0);
    for (Recount.Counts part : recount.counts().values()) {
      all = all.plus(part.accepted(), part.duplicates(), part.rejected());
    }
    assertThat(all).isEqualTo(new Recount.Counts(core.accepted, core.duplicates, core.rejected));
    assertThat(recount.cells()).isEqualTo(core.states.keySet());
    Set<String> wrong = new HashSet<>();
    for (Recount.Cell cell : recount.cells()) {
      Presented answer = core.present(cell);
      Tally tally = recount.bucket(cell.metric(), cell.key(), cell.bucket());
      Comparison comparison = Comparison.of(tally, answer.value(), answer.bound());
      if (!comparison.fits()) {
        wrong.add(cell + ": " + answer + " but " + tally.value() + ": " + comparison);
      }
    }
    assertThat(wrong).isEmpty();
    return core.observed;
  }

  @Test
  void countsTheFirstBarrierOfAnEpochOnly() {
    Recount recount = recount();
    byte[] first = new Barrier("topic", 0, 0, START, "hash").sign(SECRET);
    byte[] other = new Barrier("other", 0, 1, START, "hash").sign(SECRET);
    byte[] forged = new Barrier("topic", 0, 1, START, "hash").sign(new byte[] {1});
    for (byte[] barrier : List.of(first, first, other, forged)) {
      recount.add(0, START, null, null, barrier);
    }
    assertThat(recount.counts())
        .containsOnly(Map.entry(new Recount.Part(0, 1), new Recount.Counts(0, 0, 2)));
  }

  @Test
  void seesEveryDifference() {
    Recount recount = recount();
    for (Sent sent : day(2)) {
      recount.add(0, sent.at(), sent.key(), sent.value(), null);
    }
    com.fasterxml.jackson.databind.node.JsonNodeFactory json =
        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;
    Tally orders = recount.window("activity", List.of(), 0, Long.MAX_VALUE);
    assertThat(orders.count()).isGreaterThan(1000);
    assertThat(Comparison.of(orders, json.numberNode(orders.count()), null).fits()).isTrue();
    assertThat(Comparison.of(orders, json.numberNode(orders.count() + 1), null))
        .isEqualTo(new Comparison("1", false));
    Tally users = recount.window("active-users", List.of(), 0, Long.MAX_VALUE);
    com.fasterxml.jackson.databind.node.ObjectNode bound =
        json.objectNode().put("lower", 95).put("upper", 105);
    assertThat(Comparison.of(users, json.numberNode(100), bound).fits()).isFalse();
  }
}
