package io.dumul.local.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dumul.core.definition.DefinitionFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How cost grows with the size of things. */
@Command(
    name = "grow",
    mixinStandardHelpOptions = true,
    description =
        "Measures how cost grows: the speed layer with keys, partitions, metrics, open epochs and"
            + " a hot key; batch with events and with days of history.")
final class GrowCommand extends Benchmark {
  static final byte[] SECRET = "a secret of the benchmark".getBytes(StandardCharsets.UTF_8);
  private static final long MOST_MINUTES = 120;
  private static final int METRICS = 8;
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final List<String> ALL =
      List.of("keys", "hot", "partitions", "metrics", "epochs", "history", "events");

  @Option(
      names = "--of",
      split = ",",
      defaultValue = "keys,hot,partitions,metrics,epochs,history,events",
      description = "What grows: ${DEFAULT-VALUE}.")
  private List<String> of = List.of();

  @Option(
      names = "--records",
      defaultValue = "400000",
      description = "Events that are folded for a point of the speed layer: ${DEFAULT-VALUE}.")
  private int records;

  @Option(
      names = "--most",
      defaultValue = "50000000",
      description = "The most events for batch: ${DEFAULT-VALUE}.")
  private int most;

  /** One log and what reads it. */
  private record Size(int partitions, int metrics, int epochs, Workload.Mix mix) {
    static final Size USUAL = new Size(4, METRICS, 1, Workload.Mix.USUAL);

    static Size with(Workload.Mix mix) {
      return new Size(USUAL.partitions(), METRICS, 1, mix);
    }
  }

  @Override
  void shorten() {
    records = 10_000;
    most = 40_000;
  }

  @Override
  void check(Arguments arguments) {
    arguments.requireKnown("--of", of, ALL);
    arguments.requireAtLeast("--records", records, 2);
  }

  @Override
  int run(Repository repository, Path folder) throws Exception {
    List<Point> points = new ArrayList<>();
    for (String each : of) {
      points.addAll(grow(repository, folder, each));
    }
    Path file = write(repository, "grow", points);
    System.out.println();
    System.out.println("| of | value | what | way | a second | s | CPU us each | MB | state MB |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    points.forEach(point -> System.out.println(point.line()));
    System.out.println("bench: results in " + file);
    return 0;
  }

  private List<Point> grow(Repository repository, Path folder, String of) throws Exception {
    return switch (of) {
      case "events" -> events(repository);
      case "history" -> history(repository, folder);
      default -> speed(repository, folder, of);
    };
  }

  private List<Point> speed(Repository repository, Path folder, String of) throws Exception {
    List<Point> points = new ArrayList<>();
    try (Broker broker = Broker.start(repository, Files.createDirectory(folder.resolve(of)))) {
      for (int value : values(of)) {
        Measured measured = fold(repository, broker, folder.resolve(of), size(of, value));
        points.add(said(Point.of(of, value, measured)));
        broker.clean("");
      }
    }
    return points;
  }

  private int[] values(String of) {
    int[] all =
        switch (of) {
          case "keys" -> new int[] {10_000, 100_000, 1_000_000, 10_000_000};
          case "hot" -> new int[] {0, 10, 30};
          case "partitions" -> new int[] {1, 4, 16, 64};
          case "metrics" -> new int[] {1, 2, 4, 8, 16, 32};
          default -> new int[] {1, 10, 50, 200};
        };
    return isShort() ? Arrays.copyOf(all, 2) : all;
  }

  private static Size size(String of, int value) {
    Size usual = Size.USUAL;
    return switch (of) {
      case "keys" -> Size.with(new Workload.Mix(value, 0));
      case "hot" -> Size.with(new Workload.Mix(usual.mix().users(), value / 100.0));
      case "partitions" -> new Size(value, METRICS, 1, usual.mix());
      case "metrics" -> new Size(usual.partitions(), value, 1, usual.mix());
      default -> new Size(usual.partitions(), METRICS, value, usual.mix());
    };
  }

  private Measured fold(Repository repository, Broker broker, Path folder, Size size)
      throws Exception {
    Path own = Files.createTempDirectory(folder, "fold-");
    Path definitions = definitions(repository, own, size.metrics());
    String hash = DefinitionFiles.load(definitions).hash();
    broker.create("log", size.partitions());
    int barriers = 0;
    int filled = 0;
    for (int epoch = 0; epoch < size.epochs(); epoch++) {
      int to = (int) ((long) records * 3 / 2 * (epoch + 1) / size.epochs());
      Workload.fill(broker.servers(), "log", filled, to, size.mix());
      filled = to;
      if (epoch < size.epochs() - 1) {
        var closing = Workload.order(to).time();
        Barriers.append(broker.servers(), "log", size.partitions(), epoch, closing, hash);
        barriers += size.partitions();
      }
    }
    Job job =
        new Job(
            broker.servers(),
            "log",
            size.partitions(),
            filled + barriers,
            definitions,
            Files.createDirectory(own.resolve("state")),
            INTERVAL,
            1,
            false);
    List<String> options = List.of("-Xmx2g", "-XX:+UseSerialGC");
    Measured measured =
        new PeerRun("dumul", job, records / 2, broker, options, Map.of())
            .measure(repository, own.resolve("result.json"), repository.work().resolve("grow.log"));
    Runs.delete(own);
    return measured;
  }

  /** The benchmark's definitions with so many metrics: fewer, or the same again by other names. */
  private static Path definitions(Repository repository, Path folder, int metrics)
      throws IOException {
    Path copy = Files.createDirectory(folder.resolve("definitions"));
    Path all = repository.definitions();
    Files.createDirectories(copy.resolve("events"));
    Files.createDirectories(copy.resolve("metrics"));
    Files.copy(all.resolve("time.yaml"), copy.resolve("time.yaml"));
    for (Path event : files(all.resolve("events"))) {
      Files.copy(event, copy.resolve("events").resolve(event.getFileName()));
    }
    List<Path> given = files(all.resolve("metrics"));
    for (int i = 0; i < metrics; i++) {
      String text = Files.readString(given.get(i % given.size()));
      String other = text.replaceFirst("(?m)^name: (.*)$", "name: $1-" + i);
      Files.writeString(copy.resolve("metrics/" + i + ".yaml"), other);
    }
    return copy;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** All ways of batch, ten times as many each time. */
  private List<Point> events(Repository repository) throws Exception {
    List<Point> points = new ArrayList<>();
    for (int size = isShort() ? most / 2 : 1_000_000; size <= most; size = next(size)) {
      Path result = repository.work().resolve("grow-events.json");
      int status =
          new CommandLine(new BatchCommand())
              .execute("--records", "" + size, "--rounds", "1", "--out", result.toString());
      if (status != 0) {
        throw new IOException("batch: failed with " + size + " events");
      }
      for (Step step :
          new ObjectMapper().readValue(result.toFile(), new TypeReference<List<Step>>() {})) {
        points.add(Point.of("events", size, step));
      }
    }
    return points;
  }

  /** 1, 3, 10, 30 million and the most. */
  private int next(int size) {
    int larger = Integer.toString(size).startsWith("1") ? size * 3 : size / 3 * 10;
    return isShort() ? size * 2 : size == most ? Integer.MAX_VALUE : Math.min(larger, most);
  }

  private List<Point> history(Repository repository, Path folder) throws Exception {
    Path own = Files.createDirectory(folder.resolve("history"));
    int zookeeper = Broker.freePort();
    Path result = own.resolve("history.json");
    Path log = repository.work().resolve("history.log");
    try (Broker broker = Broker.start(repository, own);
        Engine hbase = Engine.hbase(repository, own, zookeeper)) {
      broker.create("log", Size.USUAL.partitions());
      Path config = BatchCommand.config(repository, own, broker, zookeeper);
      Path definitions = definitions(repository, own, METRICS);
      Files.writeString(definitions.resolve("time.yaml"), "lateness: P4000D\nahead: P3650D\n");
      Path mine =
          Files.writeString(
              own.resolve("history.properties"),
              Files.readString(config)
                  .replaceFirst("(?m)^definitions=.*$", "definitions=" + definitions));
      List<String> options = List.of("-Xmx3g", "-XX:+UseSerialGC");
      List<String> command =
          repository.java("local/bench", Main.class.getName(), options, BatchCommand::isForeign);
      command.addAll(List.of("history", "--config", mine.toString()));
      command.addAll(List.of("--servers", broker.servers(), "--out", result.toString()));
      command.addAll(List.of("--engines", broker.pid() + "," + hbase.pid()));
      command.addAll(List.of("--days", isShort() ? "1,3" : "1,10,30,100,365"));
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(log.toFile())
              .start();
      Runs.await("history", process, MOST_MINUTES, TimeUnit.MINUTES, log);
      return new ObjectMapper().readValue(result.toFile(), new TypeReference<List<Point>>() {});
    }
  }

  private static Point said(Point point) {
    System.out.println("bench: " + point.line());
    return point;
  }
}
