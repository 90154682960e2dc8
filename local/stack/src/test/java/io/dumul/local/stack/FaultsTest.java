package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.view.ControlState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
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
 * The whole system under faults: real processes are killed, run twice, wiped and rebuilt, and after
 * each fault every answer equals an independent recount of the log. One stack goes through all of
 * them in order, as it would in its life.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsTest {
  private World world;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
    world = new World(folder);
  }

  @AfterAll
  void stop() {
    world.close();
  }

  @Test
  @Order(1)
  void aKilledSpeedLayerLosesAndRepeatsNothing() {
    world.send();
    world.look("before any fault");
    world.send();
    world.stack.kill9(Programs.SPEED);
    world.send();
    world.stack.start(Programs.SPEED);
    world.look("the speed layer killed with events under way");
  }

  @Test
  @Order(2)
  void aKilledBrokerLosesNothing() {
    world.send();
    world.stack.kill9(Programs.KAFKA);
    world.stack.start(Programs.KAFKA);
    world.send();
    world.look("the broker killed with events under way");
  }

  @Test
  @Order(3)
  void aKilledHBaseLosesNothing() {
    world.send();
    world.stack.kill9(Programs.HBASE);
    world.send();
    world.stack.start(Programs.HBASE);
    world.look("HBase killed with increments under way");
  }

  @Test
  @Order(4)
  void eventsAreTakenAlsoByAProcessThatStartsWithoutHBase() {
    world.stack.stop(Programs.SERVING);
    world.stack.stop(Programs.HBASE);
    world.stack.launch(Programs.SERVING);
    world.awaitLive();
    assertThat(world.post("liked-1").status()).isEqualTo(202);
    assertThat(world.ask("activity").status()).isEqualTo(503);
    world.stack.start(List.of(Programs.HBASE, Programs.SERVING));
    world.look("serving started before HBase");
  }

  @Test
  @Order(5)
  void anEpochIsPublished() {
    world.epoch();
    assertThat(world.control().publishedEpoch()).isZero();
    world.look("the first epoch published");
  }

  @Test
  @Order(6)
  void everyBatchStepMayDieBeforeAndAfterItsCommit() {
    world.send();
    world.crash("close.half-way", "close", "--closing", world.closing());
    world.send();
    world.closeEpoch();
    world.crash("land.before-commit", "land");
    world.crash("land.after-commit", "land");
    assertThat(world.batch("land")).isZero();
    world.crash("recompute.before-commit", "recompute");
    world.crash("recompute.after-commit", "recompute");
    assertThat(world.batch("recompute")).isZero();
    assertThat(world.batch("audit")).isZero();
    world.crash("publish.after-begin", "publish");
    world.crash("publish.half-way", "publish");
    world.crash("publish.before-pointer", "publish");
    assertThat(world.control().publishedEpoch()).isZero();
    world.crash("publish.after-pointer", "publish");
    assertThat(world.control().publishedEpoch()).isEqualTo(1);
    assertThat(world.batch("publish")).isZero();
    world.look("every step of an epoch killed and repeated");
  }

  @Test
  @Order(7)
  void twoLandsAtOnceLandOnce() throws InterruptedException {
    world.send();
    world.closeEpoch();
    Process one = world.launch(Map.of(), "land");
    Process two = world.launch(Map.of(), "land");
    List<Integer> statuses = List.of(one.waitFor(), two.waitFor());
    assertThat(statuses).as("one of them lands").contains(0);
    for (String step : List.of("land", "recompute", "audit", "publish")) {
      assertThat(world.batch(step)).as(step).isZero();
    }
    assertThat(world.control().publishedEpoch()).isEqualTo(2);
    world.look("two lands at once");
  }

  @Test
  @Order(8)
  void aWipedHBaseIsRebuiltFromIcebergAndTheLog() throws IOException {
    ControlState before = world.control();
    world.send();
    world.stack.kill9(Programs.HBASE);
    World.delete(world.stack.folder().data("hbase"));
    world.stack.start(Programs.HBASE);
    assertThat(world.control().published()).isEmpty();
    assertThat(world.batch("publish")).isZero();
    assertThat(world.control().publishedEpoch()).isEqualTo(before.publishedEpoch());
    assertThat(world.control().publishedNumber()).isGreaterThan(before.publishedNumber());
    world.look("HBase wiped and filled again");
  }

  @Test
  @Order(9)
  void aSpeedViewThatIsThrownAwayIsRebuilt() throws InterruptedException {
    int generation = world.control().generation();
    world.send();
    world.stack.stop(Programs.SPEED);
    Process rebuild = world.start(rebuild(), Map.of(), "speed");
    while (world.control().generation() == generation) {
      assertThat(rebuild.isAlive()).isTrue();
      Pause.millis(500);
    }
    world.send();
    world.look("the speed view thrown away, its rebuild under way");
    rebuild.destroyForcibly().waitFor();
    world.stack.start(Programs.SPEED);
    world.look("the speed view rebuilt, its process killed and started again");
  }

  @Test
  @Order(10)
  void anEpochIsPublishedAfterAllOfThis() {
    long epoch = world.control().publishedEpoch();
    world.epoch();
    assertThat(world.control().publishedEpoch()).isEqualTo(epoch + 1);
    world.look("an epoch published after all faults");
  }

  private List<String> rebuild() {
    List<String> command =
        new ArrayList<>(
            world
                .stack
                .modules()
                .java("speed", "io.dumul.speed.Main", List.of("-Xmx512m", "-XX:+UseSerialGC")));
    command.addAll(List.of("--config", world.stack.folder().conf("speed").toString(), "--rebuild"));
    return command;
  }

  /** Destroys the stack, so it is the last. */
  @Test
  @Order(11)
  void aLogThatIsAnotherOneStopsEverything() throws Exception {
    ControlState before = world.control();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.stack.kafka()))) {
      admin.deleteTopics(Set.of(Topics.EVENTS)).all().get();
    }
    Pause.millis(2_000);
    Topics.create(world.stack.kafka(), 4);
    world.send();
    assertThat(world.batch("close", "--closing", world.closing())).as("close").isNotZero();
    assertThat(world.batch("land")).as("land").isNotZero();
    assertThat(world.log("batch")).contains("topic");
    assertThat(world.control().published()).isEqualTo(before.published());
  }
}
