package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

  @Option(names = "--follow", description = "Waits for what comes after the warm-up.")
  private boolean follow;

  @Option(names = "--out", required = true)
  private Path out = Path.of("");

  @Option(names = "--set")
  private Map<String, String> more = new HashMap<>();

  @Override
  public Integer call() throws Exception {
    Job job =
        new Job(
            servers, topic, partitions, records, definitions, folder, interval, threads, follow);
    try (Peer running = start(job)) {
      Object measured = follow ? follow(running) : measure(running);
      new ObjectMapper().writeValue(out.toFile(), measured);
    }
    return 0;
  }

  /** Says when it is warm, then when it had how many: pairs of nanoseconds and records. */
  private List<long[]> follow(Peer running) throws Exception {
    long done = await(running, warm);
    System.out.println("ready");
    List<long[]> course = new ArrayList<>();
    while (done < records) {
      long next = await(running, done + 1);
      course.add(new long[] {System.nanoTime(), next});
      done = next;
    }
    return course;
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
    Measured.Held held = new Measured.Held(peakMegabytes(), megabytes(folder));
    Totals totals = new Totals();
    running.finish(totals);
    return new Measured(
        peer, last - first, nanos, cpu, brokerCpu, held, running.note(), totals.byMetric());
  }

  private static long peakMegabytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .sum();
    }
  }

  private static long megabytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum() >> 20;
    }
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
