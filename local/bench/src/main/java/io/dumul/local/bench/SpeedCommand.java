package io.dumul.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The speed layer beside its peers: the same log, the same 8 metrics, one after the other. */
@Command(
    name = "speed",
    mixinStandardHelpOptions = true,
    description = "Measures the speed layer beside a bare loop, Kafka Streams' DSL and Flink.")
final class SpeedCommand extends Benchmark {
  static final List<String> PEERS = List.of("bare", "streams", "flink", "dumul");

  @Option(
      names = "--records",
      defaultValue = "1200000",
      description = "Records in the log: ${DEFAULT-VALUE}.")
  private int records;

  @Option(
      names = "--warm",
      defaultValue = "400000",
      description = "Of these so many to warm up: ${DEFAULT-VALUE}.")
  private int warm;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--peers",
      split = ",",
      defaultValue = "bare,streams,flink,dumul",
      description = "Which, in this order: ${DEFAULT-VALUE}.")
  private List<String> peers = List.of();

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Partitions of the log: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Threads that fold: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--interval",
      defaultValue = "PT0.2S",
      description = "From commit to commit: ${DEFAULT-VALUE}; Flink has at least a second.")
  private Duration interval = Duration.ZERO;

  @Option(names = "--heap", defaultValue = "2g", description = "Heap: ${DEFAULT-VALUE}.")
  private String heap = "";

  @Option(
      names = "--set",
      description = "A setting of the speed layer, as DUMUL_SEEN_STORE=memory.")
  private Map<String, String> more = new HashMap<>();

  @Option(names = "--jvm", description = "An option for the peers' JVMs.")
  private List<String> jvm = new ArrayList<>();

  @Override
  void shorten() {
    records = 20_000;
    warm = 5_000;
    rounds = 1;
  }

  @Override
  void check(Arguments arguments) {
    arguments.requireKnown("--peers", peers, PEERS);
    arguments.requireAtLeast("--warm", warm, 1);
    arguments.requireAtLeast("--records", records, warm + 1);
    arguments.requireAtLeast("--rounds", rounds, 1);
  }

  @Override
  int run(Repository repository, Path folder) throws Exception {
    List<Measured> results = new ArrayList<>();
    try (Broker broker = Broker.start(repository, folder)) {
      say("filling the log with " + records + " records");
      broker.create("log", partitions);
      Workload.fill(broker.servers(), "log", records);
      for (int round = 1; round <= rounds; round++) {
        for (String peer : peers) {
          results.add(run(repository, broker, folder, peer, round));
          broker.clean("log");
        }
      }
    }
    return report(repository, results);
  }

  private Measured run(Repository repository, Broker broker, Path folder, String peer, int round)
      throws Exception {
    Path own = Files.createDirectories(folder.resolve(peer + "-" + round));
    List<String> options = new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseSerialGC"));
    options.add("-XX:-UseDynamicNumberOfCompilerThreads"); // so that their CPU can be told apart
    options.addAll(jvm);
    Job job =
        new Job(
            broker.servers(),
            "log",
            partitions,
            records,
            repository.definitions(),
            own,
            interval,
            threads,
            false);
    Measured measured =
        new PeerRun(peer, job, warm, broker, options, more)
            .measure(
                repository, own.resolve("result.json"), repository.work().resolve(peer + ".log"));
    say("round %d of %d: %s".formatted(round, rounds, Table.line(measured)));
    Runs.delete(own);
    return measured;
  }

  private int report(Repository repository, List<Measured> results) throws IOException {
    Path file = write(repository, "speed", results);
    System.out.println();
    System.out.println(Table.of(results));
    List<String> differences = Agreement.differences(results, Recount.of(records));
    differences.forEach(System.out::println);
    if (differences.isEmpty()) {
      say("every peer has the totals of the recount; results in " + file);
    }
    return differences.isEmpty() ? 0 : 1;
  }

  private static void say(String text) {
    System.out.println("bench: " + text);
  }
}
