package io.dumul.batch;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import io.dumul.core.edge.Direction;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeQueries;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.Mutation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stars and forks of eight hours of GitHub as edges, through the log's judge, both folds and the
 * audit; {@code -Ddata} says where they are.
 */
final class GitHubTest {
  private static final Path DATA =
      Path.of(System.getProperty("data", "../../shared/data"))
          .resolve("gharchive_min_8h_2015_2017.tar.zst");
  private static final String TABLE =
      """
      database: github
      table: %s
      comment: Someone did it to a repository.
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
          - group: by_day
            type: COUNT
            fields: [{name: at, bucket: {name: day, unit: MILLISECOND, timezone: "+00:00", format: yyyyMMdd}}]
            directionType: IN
      """;

  /** What somebody did to a repository, and when. */
  private record Deed(String id, String table, String actor, String repository, long time) {}

  @TempDir private Path folder;

  @Test
  void starsAndForksAreThoseOfARecount() throws IOException {
    assumeTrue(Files.exists(DATA), () -> DATA + " is not there, so stars are not counted");
    List<Deed> deeds = deeds();
    assertThat(deeds).hasSizeGreaterThan(20_000);
    try (Bench bench = new Bench(folder, 3, 10_000)) {
      Path tables = Files.createDirectories(folder.resolve("definitions/tables"));
      for (String table : List.of("stars", "forks")) {
        Files.writeString(tables.resolve(table + ".yaml"), TABLE.formatted(table));
      }
      SpeedEdges speed = new SpeedEdges(bench);
      deeds.forEach(deed -> send(bench, deed));
      bench.close("2017-03-06T00:00:00Z");
      bench.land();
      speed.run();
      EdgeAudit.Result audit = Edges.run(bench.batch(), true).audit();
      assertThat(audit.outcome()).as(audit.toString()).isEqualTo("passed");
      assertThat(audit.cells()).isEqualTo(speed.found().size());
      assertThat(bench.number("select count(*) from dumul.edges where live"))
          .isEqualTo(newest(deeds, "stars").size() + newest(deeds, "forks").size());
      for (String table : List.of("stars", "forks")) {
        compare(bench, table, newest(deeds, table));
      }
    }
  }

  private static void send(Bench bench, Deed deed) {
    EdgeTable table = table(bench, deed.table());
    Mutation mutation =
        new Mutation(
            Mutation.Op.INSERT,
            deed.time(),
            deed.id(),
            null,
            deed.actor(),
            deed.repository(),
            Map.of("at", deed.time()));
    byte[] event = EdgeEvents.write(table, mutation, "/github", Instant.ofEpochMilli(deed.time()));
    var unused = bench.send(deed.actor(), new String(event, StandardCharsets.UTF_8));
  }

  private static EdgeTable table(Bench bench, String name) {
    return Objects.requireNonNull(bench.batch().definitions().table("github", name));
  }

  /** What counts of each pair: who stars again, stars once, at the newest time. */
  private static List<Deed> newest(List<Deed> deeds, String table) {
    Map<String, Deed> newest = new HashMap<>();
    deeds.stream()
        .filter(deed -> deed.table().equals(table))
        .sorted(Comparator.comparingLong(Deed::time))
        .forEach(deed -> newest.put(deed.actor() + " " + deed.repository(), deed));
    return List.copyOf(newest.values());
  }

  private static void compare(Bench bench, String table, List<Deed> edges) {
    EdgeQueries queries = new EdgeQueries(table(bench, table), bench.stores.edges);
    Map<String, Long> ofRepository =
        edges.stream().collect(groupingBy(Deed::repository, counting()));
    Map<String, Long> ofActor = edges.stream().collect(groupingBy(Deed::actor, counting()));
    assertThat(counts(queries, ofRepository.keySet(), Direction.IN)).isEqualTo(ofRepository);
    assertThat(counts(queries, ofActor.keySet(), Direction.OUT)).isEqualTo(ofActor);
    List<String> top = top(ofRepository);
    assertThat(
            bench
                .sql(
                    "select target from dumul.edges where live and table_name = '"
                        + table
                        + "' group by target order by count(*) desc, target limit 20")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .isEqualTo(top);
    top.forEach(
        repository ->
            assertThat(recent(queries, repository))
                .isEqualTo(
                    edges.stream()
                        .filter(deed -> deed.repository().equals(repository))
                        .map(Deed::time)
                        .sorted(Comparator.reverseOrder())
                        .toList()));
  }

  private static Map<String, Long> counts(
      EdgeQueries queries, Iterable<String> nodes, Direction direction) {
    Map<String, Long> counts = new TreeMap<>();
    for (String node : nodes) {
      queries
          .counts(List.of(node), direction, null, null)
          .join()
          .forEach((start, count) -> counts.put(start.toString(), count));
    }
    return counts;
  }

  private static List<String> top(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(20)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<Object> recent(EdgeQueries queries, String repository) {
    return queries
        .scan(
            new EdgeQueries.Scan(
                "recent", repository, Direction.IN, 1_000, null, null, null, List.of()))
        .join()
        .edges()
        .stream()
        .<Object>map(edge -> Objects.requireNonNull(edge.properties().get("at")))
        .toList();
  }

  private static List<Deed> deeds() throws IOException {
    List<Deed> deeds = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String line : lines()) {
      JsonNode event = json.readTree(line);
      String type = event.path("type").asText();
      String table = type.equals("watch") ? "stars" : type.equals("fork") ? "forks" : "";
      if (!table.isEmpty()) {
        deeds.add(
            new Deed(
                event.path("id").asText(),
                table,
                event.path("actor").asText(),
                event.path("repo").asText(),
                Instant.parse(event.path("dt").asText()).toEpochMilli()));
      }
    }
    return deeds;
  }

  /** Of all files of the archive whose name ends in json: a tar's blocks are 512 bytes long. */
  private static List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputStream in = new ZstdInputStream(Files.newInputStream(DATA))) {
      byte[] header = in.readNBytes(512);
      while (header.length == 512 && header[0] != 0) {
        String name = text(header, 0, 100);
        long size = Long.parseLong(text(header, 124, 11), 8);
        byte[] content = in.readNBytes((int) ((size + 511) / 512 * 512));
        if (name.endsWith(".json") && header[156] != 'x') {
          new String(content, 0, (int) size, StandardCharsets.UTF_8).lines().forEach(lines::add);
        }
        header = in.readNBytes(512);
      }
    }
    return lines;
  }

  private static String text(byte[] header, int from, int length) {
    return new String(header, from, length, StandardCharsets.US_ASCII).replace("\0", "").trim();
  }
}
