package io.dumul.serving;

import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.MemoryCells;
import io.dumul.serving.Layers.Logged;
import io.dumul.serving.collect.EventLog;
import io.dumul.serving.graph.FoldedLog;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * The serving layer on stores in memory, for the contract's test and for looking at the pages: a
 * number of events of ten days, two thirds of them published. Ends when its input ends.
 */
final class Sandbox {
  private static final int PARTITIONS = 2;
  private static final int EPOCHS = 30;

  private static final String LIKES =
      """
      database: delivery
      table: likes
      comment: A user likes a store.
      schema:
        type: EDGE
        source: {type: STRING}
        target: {type: STRING}
        properties: [{name: at, type: LONG, nullable: false}]
        direction: BOTH
        indexes: [{index: recent, fields: [{field: at, order: DESC}]}]
        groups: [{group: popular, type: COUNT, directionType: IN, ranked: true}]
      """;

  private Sandbox() {}

  /** Takes the port (0 for a free one) and how many events; prints "ready URL". */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> settings =
        Map.of("port", arguments[0], "requests-per-second", "1000000", "max-body-bytes", "100000");
    Definitions definitions = TestDefinitions.with(tables());
    MemoryCells cells = new MemoryCells();
    FoldedLog edges = new FoldedLog(definitions, cells, Clock.systemUTC());
    try (TestServer server =
        new TestServer(definitions, settings, views -> views, cells, log -> log(log, edges))) {
      Layers layers = new Layers(server.definitions, server.views, server.control, PARTITIONS);
      List<Logged> log = draw(Integer.parseInt(arguments[1]), new Random(1));
      layers.speed(log, 0, EPOCHS);
      layers.publish(log, EPOCHS * 2 / 3);
      server.cache.start(java.time.Duration.ofMillis(200));
      System.out.println("ready " + server.url(""));
      while (System.in.read() >= 0) {
        // Somebody still holds the other end.
      }
    }
    System.exit(0);
  }

  /** The table that the contract's examples name. */
  private static Collection<EdgeTable> tables() throws IOException {
    Path folder = Files.createTempDirectory("sandbox");
    for (String part : List.of("events", "metrics", "tables")) {
      Files.createDirectory(folder.resolve(part));
    }
    Files.writeString(folder.resolve("time.yaml"), "lateness: P3D\nahead: PT5M\n");
    Files.writeString(folder.resolve("tables/likes.yaml"), LIKES);
    return DefinitionFiles.load(folder).tables();
  }

  /** Mutations are folded where they are appended. */
  private static EventLog log(EventLog log, EventLog edges) {
    return new EventLog() {
      @Override
      public CompletableFuture<Position> append(String subject, byte[] value) {
        boolean edge = new String(value, StandardCharsets.UTF_8).contains("/dumul/graph/");
        return (edge ? edges : log).append(subject, value);
      }

      @Override
      public void close() {}
    };
  }

  private static List<Logged> draw(int events, Random random) {
    Instant start = TestServer.NOW.minusSeconds(10 * 86_400);
    List<Logged> log = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      long second = 10L * 86_400 * i / events;
      log.add(
          new Logged(
              Layers.order(
                  "e" + i,
                  "u" + random.nextInt(1000),
                  "s" + (int) Math.abs(random.nextGaussian() * 3),
                  "dish " + (int) Math.abs(random.nextGaussian() * 5),
                  BigDecimal.valueOf(random.nextInt(5_000_000), 2).toPlainString(),
                  start.plusSeconds(second)),
              random.nextInt(PARTITIONS),
              (long) EPOCHS * i / Math.max(1, events)));
    }
    return log;
  }
}
