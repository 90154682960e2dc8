package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.HttpInteractions;
import io.dumul.core.edge.InteractionCases;
import io.dumul.hbase.HBaseStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events in, exact merged answers out, on the real processes. */
@ExtendWith(WholeSystem.Shared.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeSystemTest {
  private static final String LIKES = "/databases/delivery/tables/likes";

  @Test
  @Order(1)
  void theSeamDoesNotShow(WholeSystem system) {
    long before = system.scene().control().read().publishedEpoch();
    system.send(Duration.ofHours(20), 0.05);
    system.sendWithoutSource(5);
    system.requireNoDifference("in the middle of an epoch");
    system.publish();
    assertThat(system.scene().control().read().publishedEpoch()).isEqualTo(before + 1);
    system.requireNoDifference("after the first publication");
    system.send(Duration.ofHours(10), 0.05);
    system.requireNoDifference("in the middle of the next epoch");
    rejectedEventsAreRecovered(system);
    eventsOfTheFirstModelAreReadAsThoseOfTheSecond(system);
    system.publish();
    assertThat(views(system, "older")).as("views of the shop, by batch").isEqualTo(7);
    assertThat(system.scene().control().read().publishedEpoch()).isEqualTo(before + 2);
    system.requireNoDifference("after the second publication");
  }

  /** Of what a recovery puts into the log every answer knows at once; it is not received again. */
  private static void rejectedEventsAreRecovered(WholeSystem system) {
    long received = quality(system, "quality-received");
    long passed = quality(system, "quality-passed");
    system.batch("recover", "--rule", rule().toString());
    system.requireNoDifference("with recovered events");
    assertThat(quality(system, "quality-received")).isEqualTo(received);
    assertThat(quality(system, "quality-passed")).isGreaterThanOrEqualTo(passed + 5);
  }

  private static void eventsOfTheFirstModelAreReadAsThoseOfTheSecond(WholeSystem system) {
    system.sendOlder(7, "older");
    system.requireNoDifference("with events of an older model");
    assertThat(views(system, "older")).as("views of the shop, by speed").isEqualTo(7);
  }

  private static Path rule() {
    try {
      return Files.writeString(
          Files.createTempFile("dumul-rule", ".yaml"),
          """
          name: source-left-out
          where:
            failures: [{type: ENVELOPE, path: /source}]
          steps:
            - {set: /source, value: /recovered}
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long quality(WholeSystem system, String metric) {
    return total(system, metric, List.of());
  }

  private static long views(WholeSystem system, String store) {
    return total(system, "store-views", List.of(store));
  }

  private static long total(WholeSystem system, String metric, List<String> key) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.DAYS);
    var question =
        new ApiClient.Question(
            metric, key, now.minus(Duration.ofDays(2)), now.plus(Duration.ofDays(2)));
    return system.scene().api().ask(List.of(question)).get(0).merged().asLong();
  }

  /** Last, as the recount of the log knows no edges. */
  @Test
  @Order(2)
  void interactionsAreServedAsTheCasesSay(WholeSystem system) {
    assumeTrue(InteractionCases.file() != null, "../shared/cases/interactions.jsonl is not here");
    List<String> wrong = new ArrayList<>();
    List<Long> millis = new ArrayList<>();
    long shift = 0;
    for (JsonNode one : InteractionCases.cases()) {
      shift += 1_000_000;
      HttpInteractions api = api(system.stack(), shift);
      try {
        InteractionCases.run(InteractionCases.stepsAtOnce(one), api);
      } catch (AssertionError e) {
        wrong.add(one.path("id").asText() + ": " + e.getMessage());
      }
      millis.addAll(api.millis());
    }
    millis.sort(Comparator.naturalOrder());
    System.out.println("mutations: median " + millis.get(millis.size() / 2) + " ms of " + millis);
    assertThat(wrong).isEmpty();
  }

  /** Also in a table that is made just now, which neither speed nor batch ever hears of. */
  @Test
  @Order(3)
  void aThousandWhoLikeOneStoreAtOnceAreAThousand(WholeSystem system) {
    EdgeClient client = EdgeClient.of(system.stack());
    String made = made(client);
    List<CompletableFuture<JsonNode>> all = new ArrayList<>();
    for (String at : List.of(LIKES, made)) {
      for (int writer = 0; writer < 16; writer++) {
        int first = writer;
        LongStream users = LongStream.range(0, 1_000).filter(user -> user % 16 == first);
        all.add(CompletableFuture.supplyAsync(() -> client.like(at, users, "hot")));
        LongStream twice = LongStream.of(first);
        all.add(CompletableFuture.supplyAsync(() -> client.like(at, twice, "hot")));
      }
    }
    all.forEach(CompletableFuture::join);
    for (String at : List.of(LIKES, made)) {
      assertThat(client.like(at, LongStream.of(1), "cold").at("/results/0/status").asText())
          .isEqualTo("CREATED");
      String edges = at + "/edges/";
      assertThat(client.get(edges + "count?start=hot&direction=IN").path("count").asInt())
          .isEqualTo(1_000);
      JsonNode top = client.get(edges + "top/popular?direction=IN&limit=2");
      assertThat(top.path("top").findValuesAsText("value")).containsExactly("1000", "1");
      assertThat(top.path("exact").asBoolean()).isTrue();
    }
  }

  /** A table that no file declares, alike to the likes. */
  private static String made(EdgeClient client) {
    String made = "/databases/delivery/tables/made";
    String schema = client.get(LIKES).path("schema").toString();
    client.post(made, "{\"schema\": " + schema + "}"); // 409 where it is there
    assertThat(client.get(made).path("active").asBoolean()).isTrue();
    return made;
  }

  /**
   * A group is gained, which speed fills while likes go on: it is read when batch has proved it.
   * After the cases a count is damaged: that is all that batch finds, and it mends it.
   */
  @Test
  @Order(4)
  void batchOpensAGainedGroupAndMendsADamagedCount(WholeSystem system) throws IOException {
    EdgeClient client = EdgeClient.of(system.stack());
    client.like(LIKES, LongStream.range(0, 20), "gained");
    system.declareGroup(
        "likes", "{group: by_region, type: COUNT, directionType: IN, fields: [{name: region}]}");
    client.like(LIKES, LongStream.range(20, 23), "gained");
    String group = LIKES + "/edges/agg/by_region?start=gained&direction=IN&ranges=region:eq:r";
    assertThat(client.get(group).path("type").asText()).isEqualTo("/problems/edges-unfilled");
    assertThat(client.get(LIKES).at("/filling").toString()).contains("by_region");
    system.batch("close");
    system.batch("land");
    batchMendsADamagedCount(system);
    assertThat(client.get(group).toString()).contains("23");
    assertThat(client.get(LIKES).has("filling")).isFalse();
  }

  private static void batchMendsADamagedCount(WholeSystem system) throws IOException {
    try (HBaseStores stores = system.stack().stores()) {
      EdgeRepair edges = stores.edgeRepair();
      List<EdgeStore.Versioned> counts = new ArrayList<>();
      edges.scan(0, 1, one -> counts.addAll(counts(one)));
      EdgeStore.Versioned count = counts.get(0);
      byte[] row = count.cell().row();
      byte[] wrong = EdgeCells.bytes(77);
      EdgeCell damaged = new EdgeCell(row, count.cell().column(), wrong);
      edges.write(List.of(new EdgeStore.Versioned(damaged, count.version())));
      system.batch("edges");
      assertThat(Files.readString(system.stack().folder().log("batch")))
          .contains("\"audit\":{\"outcome\":\"mended\"")
          .contains("\"drifted\":1");
      assertThat(edges.row(row, EdgeView.Columns.ALL))
          .filteredOn(one -> Arrays.equals(one.cell().column(), damaged.column()))
          .singleElement()
          .satisfies(one -> assertThat(one.cell().value()).isEqualTo(count.cell().value()));
    }
  }

  /** Also who sent, and bought, and liked, and is followed, on real engines; then a like counts. */
  @Test
  @Order(5)
  void whoIsErasedIsGoneAndMayComeBack(WholeSystem system) throws IOException {
    system.send(Duration.ofHours(5), 0.05);
    String nobody = recent(system, "nobody");
    long number =
        LongStream.range(1, 1_000)
            .filter(one -> !recent(system, "u-" + one).equals(nobody))
            .findFirst()
            .orElseThrow();
    String user = "u-" + number;
    EdgeClient client = EdgeClient.of(system.stack());
    String made = made(client);
    String follows = "/databases/delivery/tables/follows";
    client.like(LIKES, LongStream.of(number, number + 1), "erasing");
    client.like(made, LongStream.of(number, number + 1), "erasing");
    client.post(
        follows + "/edges/sync",
        "{\"mutations\": [{\"type\": \"INSERT\", \"edge\": {\"version\": 1, \"source\": \"follower\","
            + " \"target\": \"%s\", \"properties\": {\"at\": 1}}}]}".formatted(user));
    String followers = follows + "/edges/count?start=" + user + "&direction=IN";
    assertThat(client.get(followers).path("count").asInt()).isEqualTo(1);

    system.batch("erase", "--subject", user, "--reason", "asked");
    system.publish();
    assertThat(client.get(followers).path("count").asInt()).isZero();
    system.batch("erase");
    assertThat(Files.readString(system.stack().folder().log("batch")))
        .contains("\"state\":\"erased\"");
    assertThat(recent(system, user)).isEqualTo(nobody);
    Set<String> overVerdicts = Set.of("user-clock-faults");
    BiPredicate<String, List<String>> wanted =
        (metric, key) -> !metric.startsWith("quality-") && !overVerdicts.contains(metric);
    try (Scene scene = system.scene(wanted).without(user)) {
      Table table = scene.compare();
      assertThat(table.rows()).hasSizeGreaterThan(50);
      assertThat(table.wrong()).as("%s", String.join("\n", table.lines())).isZero();
    }
    requireNoCell(system, user);
    for (String at : List.of(LIKES, made)) {
      String count = at + "/edges/count?start=erasing&direction=IN";
      assertThat(client.get(count).path("count").asInt()).as(at).isEqualTo(1);
      client.like(at, LongStream.of(number), "erasing");
      assertThat(client.get(count).path("count").asInt()).as(at).isEqualTo(2);
    }
  }

  private static String recent(WholeSystem system, String user) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.DAYS);
    var question =
        new ApiClient.Question(
            "user-recent-stores",
            List.of(user),
            now.minus(Duration.ofDays(20)),
            now.plus(Duration.ofDays(2)));
    return system.scene().api().ask(List.of(question)).get(0).merged().toString();
  }

  private static void requireNoCell(WholeSystem system, String user) {
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    try (HBaseStores stores = system.stack().stores()) {
      assertThat(stores.erasure().count(user)).isZero();
      assertThat(stores.erasure().forget(user, 0, -1)).isZero();
      List<String> found = new ArrayList<>();
      stores
          .edgeRepair()
          .scan(
              0,
              1,
              one -> {
                String cell = text(one.cell().key()) + text(one.cell().value());
                if (cell.matches("(?s).*" + text(name) + "(?![0-9]).*")) {
                  found.add(cell);
                }
              });
      assertThat(found).isEmpty();
    }
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static List<EdgeStore.Versioned> counts(EdgeStore.Versioned one) {
    return EdgeCells.kind(one.cell()) == EdgeCells.Kind.COUNT
            && EdgeCells.table(one.cell()) == EdgeTable.code("delivery.likes")
        ? List.of(one)
        : List.of();
  }

  private static HttpInteractions api(Stack stack, long shift) {
    Path keys = stack.folder().apiKeys();
    return new HttpInteractions(
        stack.api(), ApiClient.keyOf(keys, "analyst"), ApiClient.keyOf(keys, "app"), shift);
  }
}
