package io.dumul.local.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Merged reads over HTTP beside bare reads of HBase, and totals in other stores. */
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    description =
        "Measures merged reads over HTTP beside bare asynchronous Gets of HBase, and beside"
            + " PostgreSQL and Redis behind the same HTTP server.")
final class ReadCommand extends Benchmark {
  private static final int MANY = 20;

  @Option(names = "--keys", defaultValue = "20000", description = "Users: ${DEFAULT-VALUE}.")
  private int keys;

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "How long each measurement takes: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--jvm", description = "An option for the server's JVM.")
  private List<String> jvm = new ArrayList<>();

  @Override
  void shorten() {
    keys = 200;
    seconds = 0.3;
    rounds = 1;
  }

  @Override
  void check(Arguments arguments) {
    arguments.requireAtLeast("--keys", keys, ReadWays.COMPARED);
    arguments.requireAtLeast("--seconds", seconds, 0.1);
    arguments.requireAtLeast("--rounds", rounds, 1);
  }

  @Override
  int run(Repository repository, Path folder) throws Exception {
    return report(repository, measure(repository, folder));
  }

  private List<Reading> measure(Repository repository, Path folder) throws Exception {
    int zookeeper = Broker.freePort();
    String quorum = "127.0.0.1:" + zookeeper;
    try (Broker broker = Broker.start(repository, folder);
        Engine hbase = Engine.hbase(repository, folder, zookeeper);
        ReadViews views = ReadViews.fill(quorum, repository.definitions(), keys)) {
      System.out.println("bench: " + views.cells() + " cells of " + keys + " users");
      broker.create("log", 1);
      Path log = folder.resolve("serving.log");
      try (Engine serving = Engine.serving(repository, folder, broker, quorum, jvm);
          ReadPeers peers = ReadPeers.start(repository, folder, quorum, keys);
          ReadWays ways =
              new ReadWays(keys, quorum, Engine.address(log), peers.address(), peers.ways())) {
        return rounds(ways, new ReadCpu(hbase, serving, peers));
      }
    }
  }

  private List<Reading> rounds(ReadWays ways, ReadCpu cpu) throws Exception {
    List<Reading> readings = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) { // the first one warms up
      for (int each : List.of(1, MANY)) {
        readings.addAll(round(ways.all(each), each, round, cpu));
      }
    }
    return readings.stream().filter(reading -> reading.round() > 0).toList();
  }

  /** All ways as fast as they can, then all at the same rate: half of dumul's. */
  private List<Reading> round(List<ReadWays.Way> ways, int each, int round, ReadCpu cpu)
      throws Exception {
    List<Reading.Fastest> fastest = new ArrayList<>();
    for (ReadWays.Way way : ways) {
      ReadCpu.Taken before = cpu.taken();
      Load.Sent sent = new Load(way.request(), seconds).throughput();
      fastest.add(new Reading.Fastest(sent, cpu.taken().since(before, sent.requests())));
    }
    double rate = fastest.get(ReadWays.DUMUL).sent().perSecond() / 2;
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < ways.size(); i++) {
      ReadWays.Way way = ways.get(i);
      Reading reading =
          Reading.of(
              way.name(),
              each,
              round,
              fastest.get(i),
              rate,
              new Load(way.request(), seconds).latencies(rate),
              way.right().call());
      System.out.println("bench: " + (round == 0 ? "warm-up: " : "") + reading.line());
      readings.add(reading);
    }
    return readings;
  }

  private int report(Repository repository, List<Reading> readings) throws IOException {
    Path file = write(repository, "read", readings);
    System.out.println();
    System.out.println(ReadTable.of(readings));
    boolean same = readings.stream().allMatch(reading -> reading.right() == ReadWays.COMPARED);
    System.out.println(
        same
            ? "bench: every way has read all and the right thing; results in " + file
            : "bench: a way has not read the right thing");
    return same ? 0 : 1;
  }
}
