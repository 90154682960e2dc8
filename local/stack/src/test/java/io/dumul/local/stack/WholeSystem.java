package io.dumul.local.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.edge.InteractionCases;
import io.dumul.local.stack.traffic.KafkaSink;
import io.dumul.local.stack.traffic.Pace;
import io.dumul.local.stack.traffic.Plan;
import io.dumul.local.stack.traffic.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The real processes, started once for all tests that ask for them, and stopped when the last test
 * has ended. Tests share its log, so each begins with whatever the ones before it left.
 */
final class WholeSystem implements AutoCloseable {
  private static final List<String> ENGINES =
      List.of(Programs.KAFKA, Programs.HBASE, Programs.SPEED, Programs.SERVING);

  private static final String VIEWED = "https://dumul.example/events/store.viewed/";

  private final Stack stack;
  private final Scene scene;
  private long seed;

  private WholeSystem() {
    this.stack = stack(folder());
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
    stack.start(ENGINES);
    this.scene = scene((metric, key) -> true);
  }

  /** A recount of its own, from the start of the log. */
  Scene scene(BiPredicate<String, List<String>> wanted) {
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    return new Scene(
        stack, wanted, today.minus(Duration.ofDays(60)), today.plus(Duration.ofDays(30)));
  }

  /**
   * On the sample's definitions with a newer model of an event, and with the tables of the shared
   * cases where they are there.
   */
  private static Stack stack(Path folder) {
    try (Stack ports = Stack.onFreePorts(folder)) {
      Path definitions = folder.resolve("definitions");
      copy(ports.definitions(), definitions);
      supersede(definitions.resolve("events/store.viewed.json"));
      if (InteractionCases.file() != null) {
        InteractionCases.tables(definitions.resolve("tables"));
      }
      Map<String, String> changes = Map.of("definitions", definitions.toString());
      return Stack.in(folder, Map.of(), changes, line -> {});
    }
  }

  /** In the first model a store was called a shop. */
  private static void supersede(Path file) {
    try {
      ObjectNode schema = (ObjectNode) Http.JSON.readTree(file.toFile());
      schema.put("$id", VIEWED + "2").put("x-version", "2-0-0");
      schema.set(
          "x-supersedes",
          Http.JSON.readTree(
              """
              [{"schema": "%s1", "version": "1-0-0",
                "steps": [{"rename": "/data/shop", "to": "/data/store_id"}]}]"""
                  .formatted(VIEWED)));
      Files.writeString(file, schema.toPrettyString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("dumul-whole-system");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Stack stack() {
    return stack;
  }

  Scene scene() {
    return scene;
  }

  /** Sends some hours of traffic at once, with everything that goes wrong in it. */
  void send(Duration span, double rate) {
    Plan plan = Plan.of(++seed, Instant.now().minus(span), span, rate);
    try (KafkaSink sink = new KafkaSink(stack.kafka(), Topics.EVENTS)) {
      Pace.unlimited().send(new Traffic(plan), sink);
    }
  }

  /** Sends events of now that are right but for their source, which is left out. */
  void sendWithoutSource(int events) {
    send("sourceless", events, "", "\"store_id\":\"store-1\"");
  }

  /** Sends events of now as apps do that know only the first model of them. */
  void sendOlder(int events, String store) {
    String schema = "\"source\":\"/apps/old\",\"dataschema\":\"%s1\",".formatted(VIEWED);
    send("older", events, schema, "\"shop\":\"%s\"".formatted(store));
  }

  private void send(String name, int events, String attributes, String store) {
    try (KafkaSink sink = new KafkaSink(stack.kafka(), Topics.EVENTS)) {
      for (int i = 0; i < events; i++) {
        String user = name + "-" + i;
        String event =
            """
            {"specversion":"1.0","id":"%s","type":"store.viewed",%s"time":"%s","subject":"%s",\
            "data":{%s,"region":"mapo","platform":"ios","app_version":"1.0.0","session":"%s"}}"""
                .formatted(
                    user,
                    attributes,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    user,
                    store,
                    user);
        sink.offer(user.getBytes(UTF_8), event.getBytes(UTF_8));
      }
    }
  }

  /** Declares one more group of a table, and starts anew what reads definitions. */
  void declareGroup(String table, String group) {
    Path file = stack.definitions().resolve("tables/" + table + ".yaml");
    try {
      Files.writeString(file, "    - " + group + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List.of(Programs.SPEED, Programs.SERVING).forEach(stack::restart);
  }

  /** Runs a batch command, which must succeed. */
  void batch(String... command) {
    Assertions.assertThat(stack.batchToLog(command))
        .as("%s; see %s", String.join(" ", command), stack.folder().log("batch"))
        .isZero();
  }

  /** Closes an epoch and publishes it. */
  void publish() {
    EpochRun.STEPS.forEach(this::batch);
  }

  /** Every answer equals the recount of the log. */
  void requireNoDifference(String moment) {
    Table table = scene.compare();
    Assertions.assertThat(table.rows()).as(moment).hasSizeGreaterThan(100);
    Assertions.assertThat(table.wrong())
        .as("%s%n%s", moment, String.join("\n", table.lines()))
        .isZero();
  }

  @Override
  public void close() {
    scene.close();
    stack.stop();
    stack.clean();
  }

  /** Gives tests the one system. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == WholeSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(WholeSystem.class))
          .getOrComputeIfAbsent("system", key -> new WholeSystem(), WholeSystem.class);
    }
  }
}
