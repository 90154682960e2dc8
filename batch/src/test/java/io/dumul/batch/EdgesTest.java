package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.batch.log.EventLog;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.TableDocument;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeParts;
import io.dumul.core.edge.EdgePast;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.MemoryEdges;
import io.dumul.core.edge.Mutation;
import io.dumul.core.edge.Mutation.Op;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edges recomputed from the log on real Spark and Iceberg, and what drifted mended. */
final class EdgesTest {
  private static final String LIKES =
      """
      database: test
      table: likes
      comment: Someone likes something.
      schema:
        type: EDGE
        source: {type: LONG}
        target: {type: STRING}
        properties:
          - {name: at, type: LONG, nullable: false}
          - {name: mood, type: STRING, nullable: true}
        direction: BOTH
        indexes:
          - {index: recent, fields: [{field: at, order: DESC}]}
        groups:
          - {group: by_mood, type: COUNT, fields: [{name: mood}]}
          - {group: sums, type: SUM, valueField: at, fields: [{name: mood}], directionType: IN}
          - {group: brief, type: COUNT, fields: [{name: mood}, {name: at}], expire-after: PT36H, ranked: true}
      """;

  /** A table that was made over HTTP. */
  private static final EdgeTable MADE =
      TableDocument.read(
          """
          {"database": "test", "table": "made", "created": "00000000000000aa",
           "schema": {"type": "EDGE", "source": {"type": "LONG"}, "target": {"type": "STRING"}, "direction": "BOTH",
            "properties": [{"name": "at", "type": "LONG"}, {"name": "mood", "type": "STRING", "nullable": true}],
            "indexes": [{"index": "recent", "fields": [{"field": "at"}]}],
            "groups": [{"group": "moods", "type": "COUNT", "fields": [{"name": "mood"}], "ranked": true}]}}
          """);

  @TempDir private Path folder;
  private Bench bench;
  private SpeedEdges speed;
  private final Random random = new Random(7);
  private final List<Sent> sent = new ArrayList<>();
  private long ids;

  /** A mutation and the epoch that it was sent in. */
  private record Sent(long epoch, String table, Mutation mutation) {}

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(folder, 3);
    Path tables = Files.createDirectories(folder.resolve("definitions/tables"));
    Files.writeString(tables.resolve("likes.yaml"), LIKES);
    Files.writeString(
        tables.resolve("gifts.yaml"),
        LIKES
            .replace("table: likes", "table: gifts")
            .replace("type: EDGE", "type: MULTI_EDGE\n  id: {type: LONG}"));
    speed = new SpeedEdges(bench);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void edgesOfTheLogAreThoseOfARecount() {
    epoch(0, 150);
    assertThat(Edges.run(bench.batch(), true).audit().outcome()).isEqualTo("passed");
    assertThat(edges()).isEqualTo(recount(0));
    epoch(1, 150);
    send(2, 60);
    speed.run();
    Edges.Result result = Edges.run(bench.batch(), true);
    assertThat(result.audit())
        .isEqualTo(
            new EdgeAudit.Result(
                "passed", "no difference", speed.found().size(), 0, 0, 0, List.of()));
    assertThat(edges()).isEqualTo(recount(1));
    assertThat(Edges.last(bench.batch())).contains(result);
    Sql.run(bench.batch(), "select 1", Sql.Format.CSV, 1, line -> {});
    for (long epoch = 0; epoch < 2; epoch++) {
      assertThat(bench.number("select sum(change) from edge_changes where epoch <= " + epoch))
          .isEqualTo(recount(epoch).size());
    }
    history();
  }

  /** Of each like all its mutations, in the order of the log, as they were sent. */
  private void history() {
    EdgeTable likes = Objects.requireNonNull(bench.batch().definitions().table("test", "likes"));
    EdgePast past = new EdgePast(likes, bench.stores.edges);
    Map<String, List<String>> expected = new TreeMap<>();
    for (Sent one : sent) {
      if (one.epoch() <= 1 && one.table().equals("likes")) {
        expected
            .computeIfAbsent(
                one.mutation().source() + " " + one.mutation().target(), key -> new ArrayList<>())
            .add(0, one.mutation().op() + " " + one.mutation().event());
      }
    }
    expected.forEach(
        (edge, mutations) -> {
          int space = edge.indexOf(' ');
          String target = edge.substring(space + 1);
          JsonNode answer = past.changes(edge.substring(0, space), target, null, 1_000).join();
          List<String> found = new ArrayList<>();
          answer
              .path("changes")
              .forEach(
                  one -> found.add(one.path("type").asText() + " " + one.path("event").asText()));
          assertThat(found).isEqualTo(mutations);
          assertThat(answer.path("throughEpoch").asLong()).isEqualTo(1);
        });
  }

  @Test
  void whatDriftedIsMendedAndNothingNewerIsUndone() {
    epoch(0, 200);
    send(1, 60);
    speed.run();
    List<Versioned> all = new ArrayList<>();
    bench.stores.edges.repair().scan(0, 1, all::add);
    damage(any(all, EdgeCells.Kind.INDEX), null, 0);
    damage(any(all, EdgeCells.Kind.INDEX), null, System.currentTimeMillis());
    damage(any(all, EdgeCells.Kind.COUNT), EdgeCells.bytes(1_000), 0);
    damage(any(all, EdgeCells.Kind.COUNT), EdgeCells.bytes(7), System.currentTimeMillis());
    damage(any(all, EdgeCells.Kind.GROUP), null, 0);
    damage(any(all, EdgeCells.Kind.RANK), null, 0);
    damage(any(all, EdgeCells.Kind.RANK), null, System.currentTimeMillis());
    damage(old(all), new byte[] {1, 2}, 0);
    extra(any(all, EdgeCells.Kind.INDEX));
    int damaged = differences();
    assertThat(damaged).isGreaterThanOrEqualTo(8);
    EdgeAudit.Result looked = Edges.run(bench.batch(), false).audit();
    assertThat(looked.outcome()).isEqualTo("failed");
    assertThat(looked.drifted()).isEqualTo(damaged);
    assertThat(differences()).isEqualTo(damaged);
    bench.at(
        "edges.read",
        () -> {
          send(1, 40);
          speed.run();
        });
    EdgeAudit.Result mended = Edges.run(bench.batch(), true).audit();
    assertThat(mended.outcome()).isEqualTo("mended");
    assertThat(mended.drifted() + mended.underWay()).isGreaterThanOrEqualTo(damaged);
    EdgeAudit.Result again = Edges.run(bench.batch(), true).audit();
    assertThat(again.outcome()).isIn("mended", "passed");
    assertThat(speed.found()).isEqualTo(speed.expected());
    assertThat(Edges.run(bench.batch(), true).audit().outcome()).isEqualTo("passed");
  }

  @Test
  void whatIsOverIsDroppedAndComesBackWhole() {
    epoch(0, 300);
    Edges.run(bench.batch(), true);
    assertThat(speed.found()).isEqualTo(speed.expected());
    int before = 0;
    for (long epoch = 1; epoch < 4; epoch++) {
      epoch(epoch, 60);
      EdgeAudit.Result audit = Edges.run(bench.batch(), true).audit();
      assertThat(audit.outcome()).as("%s", audit.examples()).isEqualTo("passed");
      Instant closing = Instant.parse("2026-03-0" + (epoch + 2) + "T00:00:00Z");
      SortedMap<String, String> expected = speed.expected(closing, Duration.ofHours(36));
      assertThat(speed.found(one -> one != EdgeCells.Kind.RANK)).isEqualTo(expected);
      before += speed.expected().size() - speed.found().size();
    }
    assertThat(before).isPositive();
    assertThat(Edges.run(bench.batch(), true).audit().drifted()).isZero();
  }

  @Test
  void whatATableGainsIsReadWhenItIsCompleteAndNeverBefore() throws IOException {
    EdgeTable after = declared("likes");
    Path file = folder.resolve("definitions/tables/likes.yaml");
    Files.writeString(file, LIKES.replaceAll(".*(recent|by_mood).*\n", "").replace("indexes:", ""));
    speed = new SpeedEdges(definitions(), bench.log, bench.stores.edges);
    epoch(0, 150);
    Files.writeString(file, LIKES);
    speed.define(definitions());
    Set<String> gained = Set.of("group by_mood", "index recent");
    assertThat(EdgeParts.read(bench.stores.edges).join().missing(after)).isEqualTo(gained);
    epoch(1, 60);
    EdgeAudit.Result early = Edges.run(bench.batch(), true).audit();
    assertThat(early.outcome()).isEqualTo("skipped");
    assertThat(early.detail()).contains("fills group by_mood of test.likes");
    while (!speed.fill(40)) {
      send(2, 1);
      speed.run();
    }
    assertThat(EdgeParts.read(bench.stores.edges).join().missing(after)).isEqualTo(gained);
    EdgeAudit.Result audit = Edges.run(bench.batch(), true).audit();
    assertThat(audit.outcome()).as(audit.toString()).isEqualTo("passed");
    assertThat(EdgeParts.read(bench.stores.edges).join().missing(after)).isEmpty();
    MemoryEdges anew = new MemoryEdges();
    assertThat(speed.expected())
        .isEqualTo(new SpeedEdges(definitions(), bench.log, anew).run().expected());
  }

  private Definitions definitions() {
    return DefinitionFiles.load(folder.resolve("definitions"));
  }

  @Test
  void aFileIsLoadedAsIfItWereSentAndTwiceAsOnce() throws IOException {
    EdgeTable likes = Objects.requireNonNull(bench.batch().definitions().table("test", "likes"));
    MemoryLog other = new MemoryLog(3);
    Instant time = Instant.parse("2026-03-01T10:00:00Z");
    StringBuilder csv = new StringBuilder("source,target,version,mood,at\n");
    for (int i = 0; i < 60; i++) {
      Map<String, @Nullable Object> properties = new TreeMap<>(Map.of("at", (long) i % 7));
      if (i % 3 != 0) {
        properties.put("mood", "a, \"b\" " + i % 2);
      }
      Mutation one =
          new Mutation(Op.INSERT, i % 5, "", null, (long) i % 8, "t" + i % 6, properties);
      String mood = i % 3 == 0 ? "" : "\"a, \"\"b\"\" " + i % 2 + "\"";
      csv.append("%d,t%d,%d,%s,%d\n".formatted(i % 8, i % 6, i % 5, mood, i % 7));
      byte[] event = EdgeEvents.write(likes, EdgeLoad.named(likes, one), "/online", time);
      other.append(other.partition("" + one.source()), "" + one.source(), event);
    }
    SpeedEdges online = new SpeedEdges(bench, other, new MemoryEdges()).run();
    Path file = Files.writeString(folder.resolve("likes.csv"), csv.toString());
    assertThat(load(file.toString())).isEqualTo(60);
    assertThat(speed.run().expected()).isEqualTo(online.expected()).hasSizeGreaterThan(100);
    assertThat(load(file.toString())).isEqualTo(60);
    String parquet = folder.resolve("likes.parquet").toString();
    bench
        .batch()
        .spark()
        .read()
        .option("header", "true")
        .option("escape", "\"")
        .csv(file.toString())
        .write()
        .parquet(parquet);
    assertThat(load(parquet)).isEqualTo(60);
    assertThat(speed.run().expected()).isEqualTo(online.expected());
    Files.writeString(file, "source,target,version,at\n1,t,1,5\nx,t,1,5\n2,t,1,\n");
    long end = bench.log.bounds().values().stream().mapToLong(EventLog.Bounds::end).sum();
    assertThatThrownBy(() -> load(file.toString()))
        .hasMessageContaining("2 rows are wrong, so nothing was loaded")
        .hasMessageContaining("x (expected: LONG)");
    assertThat(bench.log.bounds().values().stream().mapToLong(EventLog.Bounds::end).sum())
        .isEqualTo(end);
  }

  private long load(String file) {
    Instant time = Instant.parse("2026-03-01T10:00:00Z");
    EdgeLoad load = new EdgeLoad(bench.batch().shipped(), "test", "likes", null, time);
    return EdgeLoad.run(bench.batch(), load, file).events();
  }

  /** Sends mutations, and closes the epoch after some of them. */
  private void epoch(long epoch, int count) {
    send(epoch, count);
    bench.close("2026-03-0" + (epoch + 2) + "T00:00:00Z");
    bench.land();
    speed.run();
  }

  private void send(long epoch, int count) {
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(4);
      boolean gift = kind == 0;
      EdgeTable table = kind == 1 ? MADE : declared(gift ? "gifts" : "likes");
      Mutation mutation = mutation(gift);
      sent.add(new Sent(epoch, table.name(), mutation));
      Instant time = Instant.parse("2026-03-0" + (epoch + 1) + "T10:00:00Z");
      bench.log.now = time;
      String event =
          new String(EdgeEvents.write(table, mutation, "/test", time), StandardCharsets.UTF_8);
      String subject = gift ? "test.gifts#" + mutation.id() : "" + mutation.source();
      bench.send(subject, event);
      if (random.nextInt(10) == 0) {
        bench.send(subject, event);
      }
    }
  }

  private EdgeTable declared(String name) {
    return Objects.requireNonNull(bench.batch().definitions().table("test", name));
  }

  private Mutation mutation(boolean gift) {
    Op op = List.of(Op.INSERT, Op.INSERT, Op.UPDATE, Op.DELETE).get(random.nextInt(4));
    boolean nodes = !gift || op == Op.INSERT;
    Map<String, @Nullable Object> properties = new TreeMap<>();
    if (op == Op.INSERT) {
      properties.put("at", (long) random.nextInt(9));
      properties.put("mood", "m" + random.nextInt(2));
    } else if (op == Op.UPDATE) {
      properties.put("at", (long) random.nextInt(9));
    }
    return new Mutation(
        op,
        random.nextInt(1_000_000),
        "e" + ids++,
        gift ? (Object) (long) random.nextInt(10) : null,
        nodes ? (Object) (long) random.nextInt(6) : null,
        nodes ? "t" + random.nextInt(6) : null,
        properties);
  }

  /** The live edges of the table, as text. */
  private SortedMap<String, String> edges() {
    SortedMap<String, String> edges = new TreeMap<>();
    for (Row row : bench.sql("select * from dumul.edges where live").collectAsList()) {
      String id = row.getAs("id");
      String source = row.getAs("source");
      String target = row.getAs("target");
      edges.put(
          row.getAs("table_name") + (id == null ? source + target : id),
          source + " " + target + " " + row.getAs("properties"));
    }
    return edges;
  }

  /** The same, by whoever knows the rule only as words: no two versions of an edge are equal. */
  private SortedMap<String, String> recount(long epoch) {
    Map<String, TreeMap<Long, Mutation>> histories = new TreeMap<>();
    for (Sent one : sent) {
      if (one.epoch() <= epoch) {
        Mutation mutation = one.mutation();
        String edge = one.table();
        edge += mutation.id() == null ? mutation.source() + "" + mutation.target() : mutation.id();
        histories.computeIfAbsent(edge, key -> new TreeMap<>()).put(mutation.version(), mutation);
      }
    }
    SortedMap<String, String> live = new TreeMap<>();
    histories.forEach(
        (edge, history) -> {
          Mutation insert = null;
          Object at = null;
          for (Mutation one : history.values()) {
            insert = one.op() == Op.INSERT ? one : one.op() == Op.DELETE ? null : insert;
            at = one.op() == Op.DELETE ? null : one.properties().getOrDefault("at", at);
          }
          if (insert != null) {
            live.put(
                edge,
                "%s %s {\"at\":%s,\"mood\":\"%s\"}"
                    .formatted(
                        insert.source(), insert.target(), at, insert.properties().get("mood")));
          }
        });
    return live;
  }

  private Versioned any(List<Versioned> all, EdgeCells.Kind kind) {
    List<Versioned> some =
        all.stream()
            .filter(one -> !one.cell().isReceipt() && EdgeCells.kind(one.cell()) == kind)
            .toList();
    Versioned chosen = some.get(random.nextInt(some.size()));
    all.remove(chosen);
    return chosen;
  }

  /** The state that was written longest ago. */
  private static Versioned old(List<Versioned> all) {
    return all.stream()
        .filter(one -> !one.cell().isReceipt())
        .filter(one -> EdgeCells.kind(one.cell()) == EdgeCells.Kind.STATE)
        .min(java.util.Comparator.comparingLong(Versioned::version))
        .orElseThrow();
  }

  /**
   * @param version 0 for the version that stands
   */
  private void damage(Versioned cell, byte @Nullable [] value, long version) {
    EdgeCell wrong = new EdgeCell(cell.cell().row(), cell.cell().column(), value);
    bench
        .stores
        .edges
        .write(List.of(new Versioned(wrong, version == 0 ? cell.version() : version)))
        .join();
  }

  /** An entry of an edge at a place where it never was. */
  private void extra(Versioned entry) {
    byte[] row = entry.cell().row().clone();
    row[row.length - 3]++;
    EdgeCell wrong = new EdgeCell(row, entry.cell().column(), entry.cell().value());
    bench.stores.edges.write(List.of(new Versioned(wrong, entry.version()))).join();
  }

  private int differences() {
    SortedMap<String, String> expected = speed.expected();
    SortedMap<String, String> found = speed.found();
    TreeMap<String, String> keys = new TreeMap<>(expected);
    keys.putAll(found);
    keys.keySet().removeIf(key -> Objects.equals(expected.get(key), found.get(key)));
    return keys.size();
  }
}
