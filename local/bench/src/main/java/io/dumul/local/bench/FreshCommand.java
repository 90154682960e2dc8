package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long after its acknowledgement an event is folded, at a steady rate. */
@Command(
    name = "fresh",
    mixinStandardHelpOptions = true,
    description =
        "Measures how long after its acknowledgement an event is folded at a steady rate: the"
            + " speed layer beside Kafka Streams' DSL and Flink.")
final class FreshCommand extends Benchmark {
  private static final int PARTITIONS = 4;
  private static final int MOST_MINUTES = 20;

  @Option(
      names = "--rate",
      defaultValue = "5000",
      description = "Events a second: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(names = "--seconds", defaultValue = "30", description = "For how long: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm",
      defaultValue = "300000",
      description = "Events before them, as fast as can be: ${DEFAULT-VALUE}.")
  private int warm;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--interval",
      defaultValue = "PT0.1S",
      description = "From commit to commit: ${DEFAULT-VALUE}.")
  private Duration interval = Duration.ZERO;

  @Option(
      names = "--peers",
      split = ",",
      defaultValue = "streams,flink,dumul",
      description = "Which, in this order: ${DEFAULT-VALUE}.")
  private List<String> peers = List.of();

  /** What one peer was measured to do, in milliseconds. */
  record Fresh(String peer, int round, long events, double p50, double p99, double most) {
    String line() {
      return "%-8s %,9d events: p50 %,8.1f ms, p99 %,8.1f ms, most %,8.1f ms"
          .formatted(peer, events, p50, p99, most);
    }
  }

  @Override
  void shorten() {
    rate = 500;
    seconds = 3;
    warm = 5000;
    rounds = 1;
  }

  @Override
  void check(Arguments arguments) {
    arguments.requireKnown("--peers", peers, SpeedCommand.PEERS);
    arguments.requireAtLeast("--rate", rate, 1);
    arguments.requireAtLeast("--seconds", seconds, 1);
    arguments.requireAtLeast("--warm", warm, 1);
    arguments.requireAtLeast("--rounds", rounds, 1);
  }

  @Override
  int run(Repository repository, Path folder) throws Exception {
    List<Fresh> results = new ArrayList<>();
    try (Broker broker = Broker.start(repository, folder)) {
      for (int round = 1; round <= rounds; round++) {
        for (String peer : peers) {
          Fresh fresh = run(repository, broker, folder, peer, round);
          System.out.println("bench: " + fresh.line());
          results.add(fresh);
        }
      }
    }
    return report(repository, results);
  }

  private Fresh run(Repository repository, Broker broker, Path folder, String peer, int round)
      throws Exception {
    Path own = Files.createDirectories(folder.resolve(peer + "-" + round));
    String topic = peer + "-" + round;
    broker.create(topic, PARTITIONS);
    Workload.fill(broker.servers(), topic, warm);
    Path course = own.resolve("course.json");
    Path log = repository.work().resolve("fresh-" + peer + ".log");
    Job job =
        new Job(
            broker.servers(),
            topic,
            PARTITIONS,
            warm + rate * seconds,
            repository.definitions(),
            own,
            interval,
            1,
            true);
    PeerRun peerRun =
        new PeerRun(peer, job, warm, broker, List.of("-Xmx2g", "-XX:+UseSerialGC"), Map.of());
    List<Long> acknowledged;
    try (Engine engine = Engine.start(peerRun.command(repository, course), log)) {
      acknowledged = Workload.pace(broker.servers(), topic, warm, job.records(), rate);
      Runs.await(peer, engine.process(), MOST_MINUTES, TimeUnit.MINUTES, log);
    }
    Histogram micros =
        delays(acknowledged, new ObjectMapper().readValue(course.toFile(), long[][].class));
    broker.clean("");
    Runs.delete(own);
    return new Fresh(
        peer,
        round,
        micros.getTotalCount(),
        Probe.millis(micros, 50),
        Probe.millis(micros, 99),
        Probe.millis(micros, 100));
  }

  /** The n-th event that was acknowledged is taken for the n-th that was folded. */
  private Histogram delays(List<Long> acknowledged, long[][] course) {
    Histogram micros = new Histogram(3);
    int next = 0;
    for (long[] at : course) {
      for (; next < at[1] - warm && next < acknowledged.size(); next++) {
        micros.recordValue(Math.max(0, (at[0] - acknowledged.get(next)) / 1000));
      }
    }
    return micros;
  }

  private int report(Repository repository, List<Fresh> results) throws IOException {
    Path file = write(repository, "fresh", results);
    System.out.println();
    System.out.println("| way | round | events | p50 ms | p99 ms | most ms |");
    System.out.println("|---|---|---|---|---|---|");
    for (Fresh each : results) {
      System.out.printf(
          "| %s | %d | %,d | %,.1f | %,.1f | %,.1f |%n",
          each.peer(), each.round(), each.events(), each.p50(), each.p99(), each.most());
    }
    boolean all = results.stream().allMatch(each -> each.events() == (long) rate * seconds);
    System.out.println(
        all
            ? "bench: every way has folded every event; results in " + file
            : "bench: events are missing");
    return all ? 0 : 1;
  }
}
