package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one peer over a log that is there, in a process of its own, and writes what it measured. */
@Command(name = "peer", hidden = true, description = "Runs one peer over a log.")
final class PeerCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 2;
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  @Option(names = "--peer", required = true)
  private String peer = "";

  @Option(names = "--servers", required = true)
  private String servers = "";

  @Option(names = "--topic", required = true)
  private String topic = "";

  @Option(names = "--partitions", required = true)
  private int partitions;

  @Option(names = "--records", required = true)
  private int records;

  @Option(names = "--warm", required = true)
  private int warm;

  @Option(names = "--interval", required = true)
  private Duration interval = Duration.ZERO;

  @Option(names = "--threads", required = true)
  private int threads;

  @Option(names = "--definitions", required = true)
  private Path definitions = Path.of("");

  @Option(names = "--folder", required = true)
  private Path folder = Path.of("");

  @Option(names = "--broker", required = true)
  private long broker;

  @Option(names = "--out", required = true)
  private Path out = Path.of("");

  @Option(names = "--set")
  private Map<String, String> more = new HashMap<>();

  @Override
  public Integer call() throws Exception {
    Job job = new Job(servers, topic, partitions, records, definitions, folder, interval, threads);
    Measured measured;
    try (Peer running = start(job)) {
      measured = measure(running);
    }
    new ObjectMapper().writeValue(out.toFile(), measured);
    return 0;
  }

  private Peer start(Job job) throws Exception {
    return switch (peer) {
      case "bare" -> new BareLoop(job);
      case "streams" -> new StreamsPeer(job);
      case "flink" -> new FlinkPeer(job);
      case "dumul" -> new DumulPeer(job, more);
      default ->
          throw new IllegalArgumentException(
              "peer: " + peer + " (expected: bare, streams, flink or dumul)");
    };
  }

  private Measured measure(Peer running) throws Exception {
    long first = await(running, warm);
    long start = System.nanoTime();
    long cpu = Cpu.nanos();
    long brokerCpu = Cpu.nanos(broker);
    long last = await(running, records);
    long nanos = System.nanoTime() - start;
    cpu = Cpu.nanos() - cpu;
    brokerCpu = Cpu.nanos(broker) - brokerCpu;
    Totals totals = new Totals();
    running.finish(totals);
    return new Measured(
        peer, last - first, nanos, cpu, brokerCpu, running.note(), totals.byMetric());
  }

  private static long await(Peer running, long records) throws InterruptedException {
    long done = running.done();
    long since = System.nanoTime();
    while (done < records) {
      Thread.sleep(POLL_MILLIS);
      long now = running.done();
      if (now > done) {
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE_NANOS) {
        throw new IllegalStateException("records: " + now + " (expected: " + records + " by now)");
      }
      done = now;
    }
    return done;
  }
}
