package io.dumul.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeFold;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.MemoryCells;
import io.dumul.core.edge.Mutation;
import io.dumul.core.event.Acceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edges in a store of Kafka Streams. */
class EdgePartitionTest {
  private static final String LIKES =
      """
      database: test
      table: likes
      comment: Someone likes something.
      schema:
        type: EDGE
        source: {type: LONG}
        target: {type: STRING}
        properties: [{name: at, type: LONG, nullable: false}]
        direction: BOTH
        indexes:
          - {index: recent, fields: [{field: at, order: DESC}]}
        groups:
          - {group: times, type: COUNT, fields: [{name: at}], ranked: true}
          - {group: total, type: SUM, valueField: at, fields: [{name: _source}]}
      """;

  @TempDir private Path folder;

  private Definitions definitions(String table) throws IOException {
    for (String part : List.of("events", "metrics", "tables")) {
      Files.createDirectories(folder.resolve(part));
    }
    Files.writeString(folder.resolve("time.yaml"), "lateness: P3D\nahead: PT5M\n");
    Files.writeString(folder.resolve("tables/likes.yaml"), table);
    return DefinitionFiles.load(folder);
  }

  private static EdgeTable likes(Definitions definitions) {
    return Objects.requireNonNull(definitions.table("test", "likes"));
  }

  private static Mutation like(int number) {
    Map<String, Object> properties = Map.of("at", (long) number % 5);
    long source = number % 4;
    String target = "t" + number % 7;
    return number % 9 == 8
        ? new Mutation(Mutation.Op.DELETE, number, "e" + number, null, source, target, Map.of())
        : new Mutation(Mutation.Op.INSERT, number, "e" + number, null, source, target, properties);
  }

  @Test
  void whatATableGainsIsFilledWhileMutationsGoOn() throws IOException {
    Definitions before = definitions(LIKES.replaceAll(".*(recent|times|indexes).*\n", ""));
    Definitions after = definitions(LIKES);
    Rules rules =
        new Rules(
            after, new Acceptor(after), Samples.SECRET, Samples.TOPIC_ID, 1, partition -> 0, 1);
    MemoryCells always = new MemoryCells();
    EdgeFold whole = new EdgeFold(0, always.cells());
    try (Driver driver = new Driver(StoreKind.MEMORY, rules, Bounds.NONE)) {
      EdgeFold old = new EdgeFold(0, new EdgePartition.StoredCells(driver.edges()));
      old.open(before.tables());
      for (int i = 0; i < 40; i++) {
        old.fold(likes(before), like(i), i, Samples.NOON);
        whole.fold(likes(after), like(i), i, Samples.NOON);
      }
      for (int i = 40; i < 80; i++) {
        byte[] event = EdgeEvents.write(likes(after), like(i), "/tests", Samples.NOON);
        driver.send("" + like(i).source(), event);
        whole.fold(likes(after), like(i), i, Samples.NOON);
        driver.wait(Duration.ofMillis(i % 20 == 0 ? 200 : 1));
      }
      driver.wait(Duration.ofSeconds(1));
      driver.wait(Duration.ofSeconds(1));
      assertThat(cells(driver.edges())).isEqualTo(cells(always)).hasSizeGreaterThan(80);
    }
  }

  private static Map<String, String> cells(KeyValueStore<Bytes, byte[]> store) {
    Map<String, String> cells = new TreeMap<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(one -> add(cells, EdgeCell.of(one.key.get(), one.value)));
    }
    return cells;
  }

  private static Map<String, String> cells(MemoryCells memory) {
    Map<String, String> cells = new TreeMap<>();
    byte[] end = new byte[40];
    Arrays.fill(end, (byte) -1);
    memory.scan(new byte[0], end, 10_000).join().forEach(cell -> add(cells, cell));
    return cells;
  }

  private static void add(Map<String, String> cells, EdgeCell cell) {
    if (!cell.isReceipt()) {
      cells.put(Arrays.toString(cell.key()), Arrays.toString(cell.value()));
    }
  }
}
