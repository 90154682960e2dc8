package io.dumul.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.view.InMemoryControl;
import io.dumul.core.view.InMemoryViewStore;
import io.dumul.core.view.Increment;
import io.dumul.core.view.SpeedProgress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real broker, real transactions, and processes that are killed, stopped and joined by others
 * while events come: at the end the increments equal a recount of the log.
 */
class CrashTest {
  private static final int PARTITIONS = 3;

  private final List<Process> processes = new ArrayList<>();
  private int started;
  private int home;

  @ParameterizedTest
  @EnumSource(StoreKind.class)
  @Timeout(240)
  void nothingIsLostOrCountedTwice(StoreKind kind) throws Exception {
    Path folder = Files.createTempDirectory("dumul-crash");
    Random random = new Random(kind.name().hashCode());
    try (Broker broker = new Broker()) {
      broker.create("events", PARTITIONS);
      LogTopic log = LogTopic.find(broker.admin, "events");
      try (Traffic traffic = new Traffic(broker.servers, log.id(), PARTITIONS, 7)) {
        start(broker, folder, kind);
        for (int round = 0; round < 7; round++) {
          traffic.events(1500 + random.nextInt(1500));
          awaitWork(broker);
          traffic.events(500);
          Thread.sleep(random.nextInt(400));
          disturb(round, broker, folder, kind);
          traffic.events(500);
          if (round % 3 == 2) {
            traffic.close(1 + random.nextInt(2));
          }
        }
      }
      compare(broker);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  /** Kafka refuses records that are an hour ahead, and the broker's clock may have been. */
  @Test
  @Timeout(120)
  void aLogWhoseClockWasAheadIsFolded() throws Exception {
    Path folder = Files.createTempDirectory("dumul-ahead");
    long ahead = System.currentTimeMillis() + Duration.ofHours(3).toMillis();
    try (Broker broker = new Broker()) {
      NewTopic events =
          new NewTopic("events", PARTITIONS, (short) 1)
              .configs(Map.of("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)));
      broker.admin.createTopics(List.of(events)).all().get();
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.servers),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        producer.send(new ProducerRecord<>("events", 0, ahead, new byte[1], new byte[1])).get();
        LogTopic.find(broker.admin, "events").createBeside("changes", 1);
        producer.send(new ProducerRecord<>("changes", 0, ahead, new byte[1], new byte[1])).get();
      }
      start(broker, folder, StoreKind.MEMORY);
      awaitWork(broker);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  /** What a kill leaves while a store is being made: files without the one that names them. */
  @Test
  @Timeout(120)
  void aStoreThatWasHalfMadeIsMadeAnew() throws Exception {
    Path folder = Files.createTempDirectory("dumul-half-made");
    try (Broker broker = new Broker()) {
      broker.create("events", PARTITIONS);
      LogTopic log = LogTopic.find(broker.admin, "events");
      try (Traffic traffic = new Traffic(broker.servers, log.id(), PARTITIONS, 8)) {
        start(broker, folder, StoreKind.ROCKSDB);
        traffic.events(1000);
        awaitWork(broker);
        processes.remove(0).destroyForcibly().waitFor();
        unname(folder);
        start(broker, folder, StoreKind.ROCKSDB);
        traffic.events(1000);
      }
      compare(broker);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private static void unname(Path folder) throws IOException {
    List<Path> names;
    try (Stream<Path> files = Files.walk(folder)) {
      names = files.filter(file -> file.endsWith("increments/CURRENT")).toList();
    }
    assertThat(names).isNotEmpty();
    for (Path name : names) {
      Files.delete(name);
    }
  }

  /**
   * Waits until each of two processes has partitions. Later, when there is more state, Kafka
   * Streams first lets the new one warm up, for minutes; then it takes all when the old one leaves.
   */
  private static void awaitBoth(Broker broker, int round) throws Exception {
    String group = Generations.application(1);
    for (int i = 0; ; i++) {
      assertThat(i).as("half seconds without a rebalance").isLessThan(120);
      long sharing =
          broker.admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
              .flatMap(description -> description.members().stream())
              .filter(member -> !member.assignment().topicPartitions().isEmpty())
              .count();
      if (sharing >= 2 || (round > 1 && i > 10)) {
        return;
      }
      Thread.sleep(500);
    }
  }

  /** Waits until a process writes, so that it is disturbed in the middle of its work. */
  private void awaitWork(Broker broker) throws InterruptedException {
    long before = written(broker);
    for (int i = 0; written(broker) == before; i++) {
      assertThat(i).as("half seconds without work").isLessThan(120);
      assertThat(processes).allMatch(Process::isAlive);
      Thread.sleep(500);
    }
  }

  private static long written(Broker broker) {
    try {
      return LogTopic.find(broker.admin, Generations.increments(1)).ends().values().stream()
          .mapToLong(Long::longValue)
          .sum();
    } catch (ExecutionException | InterruptedException e) {
      return 0;
    }
  }

  private void disturb(int round, Broker broker, Path folder, StoreKind kind) throws Exception {
    Process oldest = processes.remove(0);
    if (round % 4 == 1) {
      home++;
      start(broker, folder, kind);
      awaitBoth(broker, round);
      oldest.destroy();
      assertThat(oldest.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } else if (round % 4 == 3) {
      oldest.destroy();
      assertThat(oldest.waitFor(30, TimeUnit.SECONDS)).isTrue();
      start(broker, folder, kind);
    } else {
      oldest.destroyForcibly().waitFor(); // it holds the lock of its folder until it is gone
      start(broker, folder, kind);
    }
  }

  /** A killed process leaves its home to the next one; one that runs beside needs its own. */
  private void start(Broker broker, Path folder, StoreKind kind) throws IOException {
    Path state = folder.resolve("home-" + home);
    started++;
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx300m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SpeedChild.class.getName(),
            broker.servers,
            state.toString(),
            kind.name());
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("child-" + started + ".log").toFile());
    processes.add(builder.start());
  }

  private void compare(Broker broker) throws Exception {
    NaiveLog truth = new NaiveLog(broker.servers, PARTITIONS);
    InMemoryViewStore views = new InMemoryViewStore();
    InMemoryControl control = new InMemoryControl();
    carry(broker, views, control, truth);
    Map<Long, Map<String, java.math.BigDecimal>> found = new TreeMap<>();
    for (long epoch : truth.values.keySet()) {
      List<Increment> increments = new ArrayList<>();
      views.scanSpeed(epoch, increments::add);
      found.put(epoch, Recount.of(increments));
    }
    assertThat(found).isEqualTo(truth.values);
    for (SpeedProgress progress : control.read().speed().values()) {
      Map<Long, Long> accepted = new TreeMap<>();
      progress.ledgers().forEach((epoch, ledger) -> accepted.put(epoch, ledger.accepted()));
      accepted.values().removeIf(count -> count == 0);
      assertThat(accepted).isEqualTo(truth.accepted.get(progress.partition()));
    }
  }

  private void carry(
      Broker broker, InMemoryViewStore views, InMemoryControl control, NaiveLog truth) {
    boolean[] stop = {false};
    try (KafkaConsumer<byte[], byte[]> consumer =
        SpeedKafka.sink(
            Samples.config(broker.servers, Path.of("unused"), StoreKind.MEMORY), "check")) {
      Sink sink =
          new Sink(
              consumer,
              Generations.increments(1),
              1,
              views,
              control,
              new Retry(() -> stop[0], () -> {}, Duration.ofMillis(10), Duration.ofMillis(10)),
              ReportGate.open(),
              new SpeedMetrics(new SimpleMeterRegistry()),
              System::nanoTime);
      sink.subscribe();
      while (!there(control, truth)) {
        sink.round(Duration.ofMillis(100));
        assertThat(processes).anyMatch(Process::isAlive);
      }
    }
  }

  private static boolean there(InMemoryControl control, NaiveLog truth) {
    Map<Integer, SpeedProgress> speed = control.read().speed();
    return truth.ends.entrySet().stream()
        .allMatch(
            end ->
                speed.containsKey(end.getKey())
                    && speed.get(end.getKey()).offset() >= end.getValue());
  }
}
