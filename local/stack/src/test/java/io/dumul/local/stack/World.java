package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.view.ControlState;
import io.dumul.hbase.HBaseStores;
import io.dumul.local.stack.events.StoreLiked;
import io.dumul.local.stack.traffic.KafkaSink;
import io.dumul.local.stack.traffic.Pace;
import io.dumul.local.stack.traffic.Plan;
import io.dumul.local.stack.traffic.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** All real processes on one machine, traffic into them, and the table that judges them. */
final class World implements AutoCloseable {
  private static final Duration SPAN = Duration.ofHours(20);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  final Stack stack;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private long seed = 1;
  private long epochs;

  World(Path folder) {
    this(
        folder,
        Shape.MACHINE,
        List.of(Programs.KAFKA, Programs.HBASE, Programs.SPEED, Programs.SERVING));
  }

  World(Path folder, Shape shape, List<String> names) {
    if (!Files.exists(folder.resolve("conf"))) {
      Stack.onFreePorts(shape, folder); // chooses the ports
    }
    Map<String, String> environment = Map.of("DUMUL_JVM_OPTIONS", QUICK);
    this.stack = Stack.in(shape, folder, environment, Map.of(), World::say);
    try {
      stack.start(names);
    } catch (StackException e) {
      stack.close();
      throw e;
    }
  }

  static void say(String line) {
    System.out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
  }

  /** Some hundred events that were never sent, and the last ones once more. */
  void send() {
    try (KafkaSink sink = new KafkaSink(stack.kafka(), Topics.EVENTS)) {
      Pace.unlimited().send(traffic(seed++), sink);
      if (seed > 2) {
        Pace.unlimited().send(traffic(seed - 2), sink);
      }
    }
  }

  /** Sends again and again while something is done. */
  void sendWhile(Runnable done) {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                send();
                Pause.millis(500);
              }
            });
    try {
      done.run();
    } finally {
      over.set(true);
      sending.join();
    }
  }

  private Traffic traffic(long seed) {
    return new Traffic(Plan.of(seed, now.minus(SPAN), SPAN, 0.008));
  }

  /**
   * Compares every answer with a recount of the log, as soon as there are answers. Traffic has
   * events of 30 days ago, so all buckets from 60 days ago on are asked.
   */
  void look(String moment) {
    say("look: " + moment);
    Instant day = now.truncatedTo(ChronoUnit.DAYS);
    try (Scene scene =
        new Scene(
            stack,
            (metric, key) -> true,
            day.minus(Duration.ofDays(60)),
            day.plus(Duration.ofDays(30)))) {
      Table table = answers(scene);
      assertThat(table.rows()).as(moment).hasSizeGreaterThan(100);
      assertThat(table.wrong()).as("%s%n%s", moment, String.join("\n", table.lines())).isZero();
      say("right: " + moment + table.summary());
    }
  }

  /** Asks until there are answers: a refusal is right while something is missing, a guess never. */
  private static Table answers(Scene scene) {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        return scene.compare(PATIENCE);
      } catch (StackException e) {
        if (Instant.now().isAfter(end)) {
          throw e;
        }
        Pause.millis(500);
      }
    }
  }

  /** Sends one event through the collector. */
  Http.Reply post(String id) {
    ObjectNode event =
        Http.JSON
            .createObjectNode()
            .put("specversion", "1.0")
            .put("id", id)
            .put("source", "world")
            .put("type", StoreLiked.TYPE)
            .put("subject", "u-0")
            .put("time", now.toString());
    event.set(
        "data",
        StoreLiked.event()
            .storeId("s-0")
            .region("Mapo")
            .platform(StoreLiked.Platform.WEB)
            .appVersion("1.0.0")
            .session("one")
            .data());
    return Http.post(stack.api() + "/v1/events", key("app"), event, "application/cloudevents+json");
  }

  /** Asks for the whole of a metric that has no keys. */
  Http.Reply ask(String metric) {
    return Http.get(stack.api() + "/v1/metrics/" + metric, key("analyst"));
  }

  private Map<String, String> key(String name) {
    return Map.of("Authorization", "Bearer " + ApiClient.keyOf(stack.folder().apiKeys(), name));
  }

  /** Returns when the serving process answers at all. */
  void awaitLive() {
    while (!live()) {
      Pause.millis(200);
    }
  }

  private boolean live() {
    try {
      return Http.answers(stack.api() + "/health/live");
    } catch (StackException e) {
      return false;
    }
  }

  ControlState control() {
    try (HBaseStores stores = stack.stores()) {
      return stores.control().read();
    }
  }

  /** Closes an epoch and publishes it. */
  void epoch() {
    closeEpoch();
    for (String step : List.of("land", "recompute", "audit", "publish")) {
      assertThat(batch(step)).as(step).isZero();
    }
  }

  void closeEpoch() {
    assertThat(batch("close", "--closing", closing())).as("close").isZero();
    epochs++;
  }

  /** The closing time of the epoch that is open. */
  String closing() {
    return now.plusSeconds(epochs).toString();
  }

  int batch(String... arguments) {
    return batch(Map.of(), arguments);
  }

  int batch(Map<String, String> environment, String... arguments) {
    say("batch " + String.join(" ", arguments) + " " + environment);
    try {
      return launch(environment, arguments).waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a command that dies at a point, as if by kill -9. */
  void crash(String point, String... arguments) {
    assertThat(batch(Map.of("DUMUL_CRASH_AT", point), arguments)).as(point).isEqualTo(137);
    look("killed at " + point);
  }

  Process launch(Map<String, String> environment, String... arguments) {
    List<String> command = stack.batchCommand(List.of(arguments));
    return start(command, environment, "batch");
  }

  Process start(List<String> command, Map<String, String> environment, String log) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      return builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(stack.folder().log(log).toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String log(String name) {
    try {
      return Files.readString(stack.folder().log(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Override
  public void close() {
    stack.close();
  }
}
