package io.dumul.local.bench;

import io.dumul.local.bench.EdgeStoreWay.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Edges over HTTP beside the bare HBase client and PostgreSQL with the obvious schema. */
@Command(
    name = "edges",
    mixinStandardHelpOptions = true,
    description =
        "Measures edges over HTTP, 85 % reads and 15 % writes of few users and few items, beside one"
            + " Get and one Put of HBase and beside PostgreSQL.")
final class EdgesCommand extends Benchmark {
  private static final int PARTITIONS = 4;
  private static final String TABLE =
      """
      database: bench
      table: likes
      comment: A user likes an item.
      mode: ASYNC
      schema:
        type: EDGE
        source: {type: LONG}
        target: {type: LONG}
        properties: [{name: at, type: LONG, nullable: false}]
        direction: BOTH
        indexes: [{index: recent, fields: [{field: at, order: DESC}]}]
      """;

  @Option(names = "--users", defaultValue = "20000", description = "Users: ${DEFAULT-VALUE}.")
  private int users;

  @Option(names = "--items", defaultValue = "5000", description = "Items: ${DEFAULT-VALUE}.")
  private int items;

  @Option(
      names = "--likes",
      defaultValue = "100000",
      description = "Likes before anything is measured: ${DEFAULT-VALUE}.")
  private int likes;

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "How long each measurement takes: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds: ${DEFAULT-VALUE}.")
  private int rounds;

  /**
   * What one kind of request was measured to do; {@code mix} is all kinds together.
   *
   * @param perSecond with 64 under way
   * @param serverMicros CPU of all servers for a request then
   * @param rate at which latencies were taken, of the whole mix; 0 where only throughput was
   */
  record Line(
      String way,
      String kind,
      int round,
      double perSecond,
      double serverMicros,
      double rate,
      long p50,
      long p99,
      long p999) {
    String text() {
      return "%-8s %-5s %,8.0f/s, %,6.0f us CPU; at %,6.0f/s p50 %,7d us, p99 %,8d us, p99.9 %,8d us"
          .formatted(way, kind, perSecond, serverMicros, rate, p50, p99, p999);
    }
  }

  @Override
  void shorten() {
    users = 200;
    items = 50;
    likes = 400;
    seconds = 0.4;
    rounds = 1;
  }

  @Override
  void check(Arguments arguments) {
    arguments.requireAtLeast("--users", users, 1);
    arguments.requireAtLeast("--items", items, EdgeMix.COMPARED);
    arguments.requireAtLeast("--likes", likes, 1);
    arguments.requireAtLeast("--seconds", seconds, 0.1);
    arguments.requireAtLeast("--rounds", rounds, 1);
  }

  private record Peer(EdgeMix mix, LongSupplier cpu) {}

  @Override
  int run(Repository repository, Path folder) throws Exception {
    int zookeeper = Broker.freePort();
    int postgresPort = Broker.freePort();
    String quorum = "127.0.0.1:" + zookeeper;
    Path definitions = definitions(repository, folder);
    try (Broker broker = Broker.start(repository, folder);
        Engine hbase = Engine.hbase(repository, folder, zookeeper)) {
      broker.create("log", PARTITIONS);
      Optional<Engine> postgres = Postgres.start(folder, postgresPort);
      try (Engine speed = Engine.speed(repository, folder, broker, quorum, definitions);
          Engine serving =
              Engine.serving(repository, folder, broker, quorum, List.of(), definitions);
          EdgeStoreWay dumul = new DumulEdges(Engine.address(folder.resolve("serving.log")));
          EdgeStoreWay bare = new BareEdges(quorum)) {
        List<Long> own = List.of(serving.pid(), speed.pid(), hbase.pid(), broker.pid());
        List<Peer> peers = new ArrayList<>();
        peers.add(new Peer(mix(dumul), () -> own.stream().mapToLong(Cpu::nanos).sum()));
        peers.add(new Peer(mix(bare), () -> Cpu.nanos(hbase.pid())));
        return measure(repository, peers, postgres, postgresPort);
      }
    }
  }

  private int measure(Repository repository, List<Peer> peers, Optional<Engine> postgres, int port)
      throws Exception {
    if (postgres.isEmpty()) {
      System.out.println("bench: postgres: skipped, not installed");
      return report(repository, measure(peers), peers);
    }
    try (Engine engine = postgres.get();
        EdgeStoreWay likes = new PostgresEdges(port)) {
      peers.add(new Peer(mix(likes), () -> ReadCpu.tree(engine.process())));
      return report(repository, measure(peers), peers);
    }
  }

  private EdgeMix mix(EdgeStoreWay way) {
    return new EdgeMix(way, users, items);
  }

  private static Path definitions(Repository repository, Path folder) throws IOException {
    Path own = folder.resolve("definitions");
    try (var files = Files.walk(repository.definitions())) {
      for (Path file : files.toList()) {
        Path copy = own.resolve(repository.definitions().relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.createDirectories(own.resolve("tables"));
    Files.writeString(own.resolve("tables/likes.yaml"), TABLE);
    return own;
  }

  private List<Line> measure(List<Peer> peers) throws Exception {
    List<Line> lines = new ArrayList<>();
    for (Peer peer : peers) {
      long start = System.nanoTime();
      peer.mix().fill(likes);
      System.out.printf(
          "bench: %s took %,d likes in %.1f s%n",
          peer.mix().way().name(), likes, (System.nanoTime() - start) / 1e9);
    }
    for (int round = 0; round <= rounds; round++) { // the first one warms up
      for (Peer peer : peers) {
        for (Line line : round(peer, round)) {
          System.out.println("bench: " + (round == 0 ? "warm-up: " : "") + line.text());
          if (round > 0) {
            lines.add(line);
          }
        }
      }
    }
    return lines;
  }

  /** The mix as fast as it can, then at half that rate, then each kind as fast as it can. */
  private List<Line> round(Peer peer, int round) throws InterruptedException {
    EdgeMix mix = peer.mix();
    Fast all = fast(peer, new Load(mix::any, seconds));
    double rate = all.sent().perSecond() / 2;
    Map<String, Histogram> latencies = new TreeMap<>();
    new Load(mix::any, 2 * seconds)
        .latenciesByAnswer(rate)
        .forEach((kind, micros) -> latencies.put(kind.toString(), micros));
    Histogram together = new Histogram(3);
    latencies.values().forEach(together::add);
    List<Line> lines = new ArrayList<>();
    lines.add(line(peer, "mix", round, all, rate, together));
    for (Kind kind : mix.way().kinds()) {
      Fast one = fast(peer, new Load(() -> mix.ask(kind), seconds / 2));
      Histogram micros = latencies.getOrDefault(kind.toString(), new Histogram(3));
      lines.add(
          line(peer, kind.name().toLowerCase(java.util.Locale.ROOT), round, one, rate, micros));
      mix.way().settle();
    }
    return lines;
  }

  private record Fast(Load.Sent sent, double micros) {}

  private static Fast fast(Peer peer, Load load) throws InterruptedException {
    long before = peer.cpu().getAsLong();
    Load.Sent sent = load.throughput();
    return new Fast(sent, (peer.cpu().getAsLong() - before) / 1e3 / sent.requests());
  }

  private static Line line(
      Peer peer, String kind, int round, Fast fast, double rate, Histogram micros) {
    return new Line(
        peer.mix().way().name(),
        kind,
        round,
        fast.sent().perSecond(),
        fast.micros(),
        rate,
        micros.getValueAtPercentile(50),
        micros.getValueAtPercentile(99),
        micros.getValueAtPercentile(99.9));
  }

  private int report(Repository repository, List<Line> lines, List<Peer> peers) throws IOException {
    boolean right = true;
    for (Peer peer : peers) {
      if (peer.mix().way().kinds().contains(Kind.COUNT)) {
        right &= peer.mix().right() == EdgeMix.COMPARED;
      }
    }
    Path file = write(repository, "edges", lines);
    System.out.println();
    System.out.println(EdgesTable.of(lines));
    System.out.println(
        right
            ? "bench: the most liked items have as many likes as were written; results in " + file
            : "bench: counts differ from what was written");
    return right ? 0 : 1;
  }
}
