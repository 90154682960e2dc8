package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same jars on more than one process of each kind: three brokers, two region servers on HDFS, a
 * Spark of two workers, two speed and two serving processes. Every answer equals the recount,
 * whichever serving process gives it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {
  private static final Duration TAKES_OVER = Duration.ofMinutes(4);

  private World world;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
    world =
        new World(folder, Shape.CLUSTER, List.of("kafka", "hbase", "spark", "speed-1", "serving"));
  }

  @AfterAll
  void stop() throws IOException {
    world.close();
    World.delete(world.stack.folder().data("spark")); // links, of which JUnit would warn one by one
  }

  @Test
  @Order(1)
  void anEpochIsPublishedBySparkSubmit() throws IOException {
    world.send();
    world.look("before the first publication");
    world.epoch();
    world.send();
    world.look("the first epoch published");
    assertThat(executors("spark-worker-1")).isEqualTo(executors("spark-worker-2")).isPositive();
  }

  @Test
  @Order(2)
  void aSpeedProcessIsAddedUnderLoad() {
    world.sendWhile(
        () -> {
          world.stack.start("speed-2");
          awaitFolding("speed-2");
        });
    world.look("a second speed process added with events under way");
  }

  @Test
  @Order(3)
  void oneProcessOfEachKindMayDie() {
    for (String name :
        List.of("kafka-1", "speed-1", "hbase-regionserver-1", "hbase-datanode-1", "serving-1")) {
      world.send();
      world.stack.kill9(name);
      world.send();
      world.stack.start(name);
      world.look(name + " killed with events under way");
    }
  }

  /** Not HDFS: HBase ends where its two data nodes, or its one name node, go within seconds. */
  @Test
  @Order(4)
  void everyProcessMayBeRestartedInTurn() {
    for (Daemon daemon : world.stack.daemons().values()) {
      if (daemon.process().isPresent() && !daemon.name().matches("hbase-(name|data)node.*")) {
        world.send();
        world.stack.restart(daemon.name());
      }
    }
    world.look("every process restarted");
  }

  private void awaitFolding(String name) {
    Instant end = Instant.now().plus(TAKES_OVER);
    while (folded(name) == 0) {
      assertThat(Instant.now()).as("still copies state").isBefore(end);
      Pause.millis(500);
    }
  }

  /** Records that a speed process accepted since it started. */
  private double folded(String name) {
    String url = "http://127.0.0.1:" + world.stack.port(name + "-port") + "/metrics";
    return Http.get(url, Map.of())
        .body()
        .lines()
        .filter(line -> line.startsWith("dumul_speed_records_total{") && line.contains("accepted"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private long executors(String worker) throws IOException {
    try (Stream<Path> all =
        Files.walk(world.stack.folder().data(worker), 3, new FileVisitOption[0])) {
      return all.filter(file -> file.endsWith("stderr")).count();
    }
  }
}
