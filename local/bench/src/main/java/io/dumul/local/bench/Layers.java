package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dumul.core.config.Settings;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.SpeedProgress;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** All layers under traffic, watched from outside. */
final class Layers implements AutoCloseable {
  private static final double SECONDS_OF_A_SAMPLE = 5;
  private static final int PROBES = 4;
  private static final int USERS = 100_000;
  private static final long PATIENCE_SECONDS = 600;

  private final Api feeding;
  private final Api asking;
  private final Feed feed;
  private final Map<String, Long> pids;
  private final HBaseStores stores;
  private final Control control;
  private final Admin admin;
  private final Recorder fresh = new Recorder(3);
  private final AtomicLong probed = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * @param address of the serving layer
   * @param pids by the names of the processes
   */
  Layers(String address, String quorum, String servers, Map<String, Long> pids) {
    this.feeding = new Api(address);
    this.asking = new Api(address);
    this.feed = new Feed(feeding);
    this.pids = pids;
    this.stores =
        HBaseStores.open(
            HBaseSettings.from(
                Settings.load(null, Map.of("DUMUL_HBASE_QUORUM", quorum), HBaseSettings.ALL)));
    this.control = stores.control();
    this.admin = Admin.create(Map.of("bootstrap.servers", servers));
  }

  /** Runs so long, and on until an epoch is published: there must be a seam to be seen. */
  List<Sample> run(int rate, int reads, double minutes) throws Exception {
    for (int i = 0; i < PROBES; i++) {
      var unused = threads.submit(new Probe(asking, "probe-" + i, fresh, probed));
    }
    List<Sample> samples = new ArrayList<>();
    long start = System.nanoTime();
    while (System.nanoTime() - start < minutes * 60e9 || control.read().publishedEpoch() < 0) {
      Sample sample = sample(rate, reads, start);
      System.out.println("bench: " + sample.line());
      samples.add(sample);
      if (sample.second() > minutes * 60 + PATIENCE_SECONDS) {
        throw new IllegalStateException("epochs: none is published (expected: one by now)");
      }
    }
    return samples;
  }

  private Sample sample(int rate, int reads, long start) throws Exception {
    long began = System.nanoTime();
    long before = feed.accepted();
    Map<String, Double> cpu = cpu();
    SplittableRandom random = new SplittableRandom(began);
    Load asks = new Load(() -> ask(random), SECONDS_OF_A_SAMPLE);
    Future<Histogram> read = threads.submit(() -> asks.latencies(reads));
    Histogram accept =
        new Load(feed::send, SECONDS_OF_A_SAMPLE)
            .latencies((double) rate / Feed.ORDERS_OF_A_REQUEST);
    Histogram answered = read.get();
    double seconds = (System.nanoTime() - began) / 1e9;
    ControlState state = control.read();
    Map<String, Double> cores = new LinkedHashMap<>();
    cpu().forEach((name, now) -> cores.put(name, (now - cpu.getOrDefault(name, now)) / seconds));
    return new Sample(
        Math.round((System.nanoTime() - start) / 1e9),
        (feed.accepted() - before) / seconds,
        lag(state),
        state.publishedEpoch(),
        state.speed().values().stream().mapToLong(SpeedProgress::openEpoch).max().orElse(0)
            - state.publishedEpoch(),
        megabytes(),
        cores,
        Sample.Millis.of(accept),
        Sample.Millis.of(answered),
        Sample.Millis.of(fresh.getIntervalHistogram()));
  }

  private CompletableFuture<?> ask(SplittableRandom random) {
    double part = random.nextDouble();
    String user = "user-" + (int) (part * part * USERS);
    return asking.get("/v1/metrics/user-orders?window=24h&key=" + user);
  }

  private long lag(ControlState state) throws Exception {
    int partitions =
        state.speed().values().stream().mapToInt(SpeedProgress::partitions).max().orElse(0);
    Map<TopicPartition, OffsetSpec> ends = new LinkedHashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      ends.put(new TopicPartition("log", partition), OffsetSpec.latest());
    }
    return admin.listOffsets(ends).all().get().values().stream()
            .mapToLong(end -> end.offset())
            .sum()
        - state.speed().values().stream().mapToLong(SpeedProgress::offset).sum();
  }

  private Map<String, Double> cpu() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    pids.forEach((name, pid) -> seconds.put(name, Cpu.nanos(pid) / 1e9));
    seconds.put("bench", Cpu.nanos() / 1e9);
    return seconds;
  }

  private Map<String, Long> megabytes() throws IOException {
    Map<String, Long> all = new LinkedHashMap<>();
    for (Map.Entry<String, Long> process : pids.entrySet()) {
      Path status = Path.of("/proc/" + process.getValue() + "/status");
      try (var lines = Files.lines(status)) {
        all.put(
            process.getKey(),
            lines
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0L));
      }
    }
    return all;
  }

  /** How far the merged answer is from what was acknowledged, once all of it was folded. */
  long difference() throws Exception {
    threads.shutdownNow();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (lag(control.read()) > 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("lag: " + lag(control.read()) + " (expected: 0 by now)");
      }
      Thread.sleep(100);
    }
    String answer = asking.get("/v1/metrics/all-orders?window=48h").join();
    return new ObjectMapper().readTree(answer).path("value").asLong()
        - feed.accepted()
        - probed.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    admin.close();
    control.close();
    stores.close();
    feeding.close();
    asking.close();
  }
}
