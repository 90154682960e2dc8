package io.dumul.speed;

import com.sun.management.OperatingSystemMXBean;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Control;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.InMemoryControl;
import io.dumul.core.view.Increment;
import io.dumul.core.view.Selection;
import io.dumul.core.view.ViewStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures what an event costs: 8 metrics of 4 entities (user, store, region, all), the broker in
 * another process, the view thrown away. Arguments: bootstrap servers, partitions, events,
 * increment store, seen store, commit interval in ms; it prints one line.
 */
@SuppressWarnings("StringConcatToTextBlock")
final class SpeedBenchmark {
  private static final String[][] METRICS = {
    {"user-events", "user", "/subject", "hour", "count"},
    {"user-amount", "user", "/subject", "day", "sum"},
    {"store-events", "store", "/data/store", "hour", "count"},
    {"store-amount", "store", "/data/store", "day", "sum"},
    {"store-users", "store", "/data/store", "day", "distinct"},
    {"region-events", "region", "/data/region", "hour", "count"},
    {"region-max", "region", "/data/region", "day", "max"},
    {"all-events", "all", "", "hour", "count"},
  };

  private SpeedBenchmark() {}

  public static void main(String[] args) throws Exception {
    int partitions = Integer.parseInt(args[1]);
    int events = Integer.parseInt(args[2]);
    String topic = "bench-" + System.nanoTime();
    SpeedConfig config =
        new SpeedConfig(
            args[0],
            topic,
            Path.of("unused"),
            Path.of("unused"),
            "127.0.0.1",
            0,
            Files.createTempDirectory("dumul-bench"),
            Duration.ofMillis(Long.parseLong(args[5])),
            Duration.ofSeconds(6),
            1,
            1,
            1,
            StoreKind.valueOf(args[3]),
            StoreKind.valueOf(args[4]),
            200_000);
    try (Admin admin = Admin.create(SpeedKafka.admin(config))) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
      fill(config, events / 2);
      measure(config, admin, args, events / 2, "cold", events / 2);
    }
    System.exit(0);
  }

  private static void measure(
      SpeedConfig config, Admin admin, String[] args, int events, String name, int more)
      throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Discard views = new Discard();
    Control control = new InMemoryControl();
    LogTopic log = LogTopic.find(admin, config.eventsTopic());
    long cpu = cpuNanos();
    long start = System.nanoTime();
    SpeedProcess process =
        new SpeedProcess(
            config,
            definitions(),
            "secret".getBytes(StandardCharsets.UTF_8),
            admin,
            views,
            control,
            new SpeedMetrics(registry),
            Rebuild.YES);
    await(control, log);
    print(args, name, events, System.nanoTime() - start, cpuNanos() - cpu, registry, views);
    fill(config, more);
    cpu = cpuNanos();
    start = System.nanoTime();
    await(control, log);
    print(args, "rest", more, System.nanoTime() - start, cpuNanos() - cpu, registry, views);
    process.close();
  }

  private static void await(Control control, LogTopic log) throws InterruptedException {
    Map<Integer, Long> ends = log.ends();
    while (!ends.entrySet().stream()
        .allMatch(
            end -> {
              var progress = control.read().speed().get(end.getKey());
              return progress != null && progress.offset() >= end.getValue();
            })) {
      Thread.sleep(20);
    }
  }

  private static void print(
      String[] args,
      String name,
      int events,
      long nanos,
      long cpu,
      SimpleMeterRegistry registry,
      Discard views) {
    System.out.printf(
        "%s %s: %d events/s, %.1f us CPU an event, %.3f increments and %.0f bytes an event, %d sent%n",
        String.join(" ", args),
        name,
        events * 1_000_000_000L / nanos,
        cpu / 1e3 / events,
        registry.get("dumul.speed.increments").counter().count() / events,
        registry.get("dumul.speed.increment.bytes").counter().count() / events,
        views.sent.get());
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void fill(SpeedConfig config, int events) {
    Random random = new Random(System.nanoTime());
    Instant start = Instant.parse("2026-03-01T00:00:00Z");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                config.bootstrapServers(),
                "linger.ms",
                20,
                "batch.size",
                200_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < events; i++) {
        String user = "u" + random.nextInt(40_000);
        String value =
            "{\"specversion\":\"1.0\",\"id\":\""
                + Long.toHexString(random.nextLong())
                + "\",\"source\":\"/app\",\"type\":\"done\",\"time\":\""
                + start.plusSeconds(i / 50)
                + "\",\"subject\":\""
                + user
                + "\",\"data\":{\"store\":\"s"
                + random.nextInt(2000)
                + "\",\"region\":\"r"
                + random.nextInt(50)
                + "\",\"amount\":"
                + random.nextInt(50_000)
                + "}}";
        var unused =
            producer.send(
                new ProducerRecord<>(
                    config.eventsTopic(),
                    user.getBytes(StandardCharsets.UTF_8),
                    value.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  private static Definitions definitions() throws Exception {
    Path folder = Files.createTempDirectory("dumul-bench-definitions");
    Files.createDirectories(folder.resolve("events"));
    Files.createDirectories(folder.resolve("metrics"));
    Files.writeString(folder.resolve("time.yaml"), "lateness: P3D\nahead: P3650D\n");
    Files.writeString(
        folder.resolve("events/done.json"),
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://dumul.example/events/done/1",
          "title": "Done", "description": "Done.",
          "x-type": "done", "x-version": 1, "x-owner": "bench",
          "type": "object",
          "properties": {
            "store": {"description": "s", "type": "string", "maxLength": 32},
            "region": {"description": "r", "type": "string", "maxLength": 32},
            "amount": {"description": "a", "type": "number"}
          },
          "required": ["store", "region", "amount"],
          "additionalProperties": false
        }
        """);
    for (String[] metric : METRICS) {
      String fields = metric[2].isEmpty() ? "" : "  fields: [" + metric[2] + "]\n";
      String value =
          metric[4].equals("count")
              ? ""
              : "  value: " + (metric[4].equals("distinct") ? "/subject" : "/data/amount") + "\n";
      Files.writeString(
          folder.resolve("metrics/" + metric[0] + ".yaml"),
          ("name: %s\nversion: 1\ndescription: For the benchmark.\nowner: bench\nevents: [done]\n"
                  + "key:\n  entity: %s\n%sbucket:\n  unit: %s\n  zone: Asia/Seoul\n"
                  + "aggregate:\n  kind: %s\n%s")
              .formatted(metric[0], metric[1], fields, metric[3], metric[4], value));
    }
    return DefinitionFiles.load(folder);
  }

  /** Takes everything and keeps nothing. */
  private static final class Discard implements ViewStore {
    private final AtomicLong sent = new AtomicLong();

    @Override
    public CompletableFuture<Void> writeSpeed(List<Increment> increments) {
      sent.addAndGet(increments.size());
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public long writeBatch(long publication, Iterator<BatchCell> cells) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<EntityView> read(Entity entity, Selection selection) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void scanSpeed(long epoch, Consumer<Increment> consumer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long expireSpeed(long throughEpoch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
