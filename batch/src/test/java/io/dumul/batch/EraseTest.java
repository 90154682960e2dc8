package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.edge.EdgePast;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.MemoryEdges;
import io.dumul.core.edge.Mutation;
import io.dumul.core.edge.Mutation.Op;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users are erased from a log, from tables in real Iceberg, and from views on the heap. */
final class EraseTest {
  /** Who comes back, and who does not. */
  private static final String BACK = "victim-of-1";

  private static final String GONE = "victim-of-2";
  private static final List<String> USERS = List.of("u0", BACK, "u2", GONE, "victim-of-11");

  private static final String FOLLOWS =
      """
      database: test
      table: follows
      comment: Someone follows someone.
      schema:
        type: EDGE
        source: {type: STRING}
        target: {type: STRING}
        properties:
          - {name: at, type: LONG, nullable: false}
        direction: BOTH
        indexes:
          - {index: recent, fields: [{field: at, order: DESC}]}
        groups:
          - {group: popular, type: COUNT, directionType: IN, ranked: true}
      """;

  @TempDir private Path folder;
  private Bench bench;
  private SpeedEdges speed;
  private int ids;

  /** The log as it would be had nobody been there who is erased. */
  private MemoryLog without;

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(folder, 3);
    without = new MemoryLog(3);
    Path definitions = folder.resolve("definitions");
    Path tables = Files.createDirectories(definitions.resolve("tables"));
    Files.writeString(tables.resolve("follows.yaml"), FOLLOWS);
    Files.writeString(
        tables.resolve("gifts.yaml"),
        FOLLOWS
            .replace("table: follows", "table: gifts")
            .replace("type: EDGE", "type: MULTI_EDGE\n  id: {type: LONG}"));
    TestDefinitions.metric(
        definitions,
        "spent",
        "user",
        "[/subject]",
        "day",
        "UTC",
        "kind: sum\n  value: /data/amount");
    Files.writeString(
        definitions.resolve("metrics/records.yaml"),
        """
        name: records
        version: 1
        description: A metric over verdicts.
        owner: test
        events: [dumul.verdict]
        key: {entity: all}
        bucket: {unit: hour, zone: UTC}
        aggregate: {kind: count}
        """);
    speed = new SpeedEdges(bench);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void nothingIsLeftOfWhoIsErasedAndWhatComesAfterCounts() throws IOException {
    send(0, Set.of(BACK, GONE));
    epoch("2026-03-02T00:00:00Z");
    remembersIncrements();
    send(1, Set.of(BACK, GONE));
    Erase.Result trial = erase().trial(BACK);
    assertThat(count(trial, "iceberg activity")).isEqualTo(13);
    assertThat(count(trial, "iceberg quarantine")).isEqualTo(2);
    assertThat(count(trial, "log")).isGreaterThan(7);

    claimsATable(BACK);
    assertThatThrownBy(() -> erase().run("", "asked")).hasMessageStartingWith("subject: nothing");
    assertThat(erase().status()).as("on record").isEmpty();
    bench.crashAt("erase.told");
    assertThatThrownBy(() -> erase().run(BACK, "asked")).isInstanceOf(Bench.Crash.class);
    speed.run();
    assertThat(Edges.run(bench.batch(), true).audit().outcome()).isEqualTo("skipped");
    assertThat(erase().run(BACK, "asked").state()).isEqualTo("pending");
    assertThat(erase().run(GONE, "asked").state()).isEqualTo("pending");
    comesBack();
    speed.run();
    assertThat(Edges.run(bench.batch(), true).audit().outcome()).isEqualTo("passed");
    requireEdges();

    bench.close("2026-03-03T00:00:00Z");
    bench.land();
    bench.crashAt("erase.half-way");
    assertThatThrownBy(bench::recompute).isInstanceOf(Bench.Crash.class);
    epoch("2026-03-03T00:00:00Z");
    requireValues();
    assertThatThrownBy(() -> MovePointer.to(bench.batch(), 1))
        .hasMessageContaining("from which a user is erased");
    for (String point : List.of("quarantine", "written")) {
      bench.crashAt((point.equals("written") ? "erase." : "purge.") + point);
      assertThatThrownBy(() -> erase().run(GONE, "")).isInstanceOf(Bench.Crash.class);
    }
    String end = bench.log.bounds().toString();
    assertThat(erase().run(GONE, "again").state()).isEqualTo("erased");
    assertThat(bench.log.bounds()).hasToString(end);
    assertThat(erase().status())
        .extracting(Erase.Result::state)
        .containsExactlyInAnyOrder("taken out", "erased");
    requireEdges();
    requireNoTrace(GONE);

    send(2, Set.of());
    bench.sale("once", GONE, "2026-03-01T10:00:00Z", "s1", "1"); // which was erased
    publish("2026-03-04T00:00:00Z");
    requireValues();
    requireEdges();
    assertThat(bench.number("select count(*) from quarantine where verdict = 'duplicate'"))
        .isEqualTo(1);
  }

  private Erase erase() {
    return new Erase(bench.batch(), Instant.now());
  }

  private static long count(Erase.Result result, String place) {
    return result.places().stream()
        .filter(one -> one.place().equals(place))
        .findFirst()
        .orElseThrow()
        .count();
  }

  /** Everybody buys, follows everybody, and gives to everybody, in turn. */
  private void send(int epoch, Set<String> erased) throws IOException {
    Instant time = Instant.parse("2026-03-0" + (epoch + 1) + "T10:00:00Z");
    for (int i = 0; i < USERS.size(); i++) {
      String user = USERS.get(i);
      sale("e" + ids++, user, time, erased.contains(user));
      edges(i, user, time, erased);
      if (erased.contains(user)) {
        bench.send(user, "no event");
        bench.send(user, "{\"specversion\": \"1.0\", \"subject\": \"" + user + "\"}");
      }
    }
    if (epoch == 0) {
      sale("once", GONE, time, true);
    }
  }

  private void edges(int number, String user, Instant time, Set<String> erased) {
    for (String other : USERS) {
      if (!other.equals(user)) {
        boolean gone = erased.contains(user) || erased.contains(other);
        Map<String, @Nullable Object> at = Map.of("at", (long) ids);
        edge(
            "follows",
            new Mutation(Op.INSERT, ids, "e" + ids++, null, user, other, at),
            time,
            gone);
      }
    }
    String to = USERS.get((number + 1) % USERS.size());
    boolean gone = erased.contains(user) || erased.contains(to);
    Object id = (long) ids;
    Map<String, @Nullable Object> at = Map.of("at", (long) ids);
    edge("gifts", new Mutation(Op.INSERT, ids, "e" + ids++, id, user, to, at), time, gone);
    at = Map.of("at", (long) ids);
    edge("gifts", new Mutation(Op.UPDATE, ids, "e" + ids++, id, null, null, at), time, gone);
  }

  /** In the epoch in which it is erased. */
  private void comesBack() {
    Instant time = Instant.parse("2026-03-02T10:00:00Z");
    sale("back", BACK, time, false);
    Map<String, @Nullable Object> at = Map.of("at", (long) ids);
    edge("follows", new Mutation(Op.INSERT, 1, "back", null, "u0", BACK, at), time, false);
  }

  private void sale(String id, String user, Instant time, boolean erased) {
    bench.sale(id, user, time.toString(), "s1", "1");
    if (!erased) {
      bench.sales.add(new Recount.Sale(id, user, time, "s1", BigDecimal.ONE));
    }
  }

  private void edge(String table, Mutation mutation, Instant time, boolean erased) {
    EdgeTable of = Objects.requireNonNull(bench.batch().definitions().table("test", table));
    byte[] event = EdgeEvents.write(of, mutation, "/test", time);
    String subject = EdgeKey.of(of, mutation).subject(of);
    bench.send(subject, new String(event, StandardCharsets.UTF_8));
    if (!erased) {
      without.append(without.partition(subject), subject, event);
    }
  }

  /** Sends a mutation that is refused, as what it brings along is no table. */
  private void claimsATable(String user) {
    bench.send(
        user,
        """
        {"specversion": "1.0", "id": "none", "source": "/test", "type": "%s", "subject": "%s",
         "time": "2026-03-01T10:00:00Z", "data": {"table": "no table"}}"""
            .formatted(EdgeEvents.shared().get(0), user));
  }

  private void epoch(String closing) {
    publish(closing);
    assertThat(Edges.run(bench.batch(), true).audit().outcome()).isEqualTo("passed");
  }

  private void publish(String closing) {
    bench.close(closing);
    bench.land();
    bench.recompute();
    assertThat(Audit.run(bench.batch(), OptionalLong.empty())).noneMatch(Audit.Result::failed);
    bench.publish();
    speed.run();
  }

  /** Cells that speed left in rows of the users. */
  private void remembersIncrements() {
    for (String user : List.of(BACK, GONE)) {
      IncrementKey key = new IncrementKey(0, new Entity("user", List.of(user)), 20_513);
      bench.stores.views.writeSpeed(List.of(new Increment(key, 0, 1, new byte[] {1}))).join();
    }
  }

  /** Metrics over sales are those of a recount, and quality knows of no record of theirs. */
  private void requireValues() {
    assertThat(bench.aggregates().entrySet())
        .filteredOn(entry -> !entry.getKey().matches("(spent|records)/.*"))
        .containsExactlyElementsOf(Recount.of(bench.sales).entrySet());
    Map<String, Long> spent =
        bench.sales.stream()
            .collect(Collectors.groupingBy(Recount.Sale::user, Collectors.counting()));
    for (String user : USERS) {
      assertThat(
              bench
                  .sql(
                      "select cast(sum(cast(value as double)) as bigint) from aggregates where metric ="
                          + " 'spent' and entity_key = '"
                          + user
                          + "'")
                  .head()
                  .get(0))
          .isEqualTo(spent.get(user));
    }
    assertThat(
            bench.number(
                "select cast(sum(cast(value as bigint)) as bigint) from aggregates where metric ="
                    + " 'records'"))
        .isEqualTo(
            bench.number("select count(*) from activity where taken_out is null")
                + bench.number("select count(*) from quarantine where taken_out is null"));
  }

  private void requireEdges() {
    assertThat(speed.expected())
        .isEqualTo(new SpeedEdges(bench, without, new MemoryEdges()).run().expected());
    assertThat(speed.found()).isEqualTo(speed.expected());
  }

  /** Neither in what tables say, nor in files on the disk, nor in any cell. */
  private void requireNoTrace(String user) throws IOException {
    for (LakeTable table : LakeTable.values()) {
      Path data = folder.resolve("warehouse/dumul/" + table.id().name());
      Set<String> files = files(data, ".parquet");
      assertThat(files).as("%s", table).isEqualTo(reachable(table, "file_path", "all_files"));
      Set<String> manifests = reachable(table, "path", "all_manifests");
      manifests.addAll(reachable(table, "manifest_list", "snapshots"));
      assertThat(files(data, ".avro")).as("%s", table).isEqualTo(manifests);
      if (!files.isEmpty()) {
        requireNot(bench.batch().spark().read().parquet(files.toArray(String[]::new)), user);
        requireNot(
            bench.sql("select to_json(readable_metrics) from " + Lake.name(table) + ".all_files"),
            user);
      }
    }
    assertThat(bench.stores.views.count(user)).isZero();
    assertThat(bench.stores.views.forget(user, 0, -1)).isZero();
    EdgePast past =
        new EdgePast(
            Objects.requireNonNull(bench.batch().definitions().table("test", "follows")),
            bench.stores.edges);
    assertThat(past.changes("u0", user, null, 10).join().path("total").asInt()).isZero();
    assertThat(past.changes("u0", "u2", null, 10).join().path("total").asInt()).isEqualTo(2);
    List<String> cells = new ArrayList<>();
    bench
        .stores
        .edges
        .repair()
        .scan(
            0,
            1,
            one ->
                cells.add(
                    new String(one.cell().key(), StandardCharsets.ISO_8859_1)
                        + new String(
                            Objects.requireNonNull(one.cell().value()),
                            StandardCharsets.ISO_8859_1)));
    assertThat(cells).isNotEmpty().noneMatch(cell -> cell.contains(user));
  }

  private static void requireNot(Dataset<Row> rows, String user) {
    Column any = functions.lit(false);
    for (String column : rows.columns()) {
      any =
          any.or(
              functions.coalesce(
                  functions.col(column).cast("string").contains(user), functions.lit(false)));
    }
    assertThat(rows.filter(any).collectAsList()).isEmpty();
  }

  private static Set<String> files(Path folder, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString)
          .filter(file -> file.endsWith(ending))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private Set<String> reachable(LakeTable table, String column, String of) {
    return bench
        .sql("select distinct " + column + " from " + Lake.name(table) + "." + of)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0).replaceFirst("^file:/*", "/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
