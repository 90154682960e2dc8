package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The job's jar under spark-submit, with executors that know only what the driver ships. */
@ExtendWith(WholeSystem.Shared.class)
class SparkSubmitTest {
  @Test
  void anEpochIsPublishedByACluster(
      WholeSystem system, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws IOException {
    long before = system.scene().control().read().publishedEpoch();
    system.send(Duration.ofHours(20), 0.05);
    try (SparkCluster cluster = new SparkCluster(system.stack().modules(), folder, 2)) {
      for (String step : EpochRun.STEPS) {
        Path log = folder.resolve(step + ".log");
        assertThat(cluster.submit(system.stack().folder().conf("batch"), log, step))
            .as("%s; see %s", step, log)
            .isZero();
      }
      assertThat(executors(cluster.work(0))).isEqualTo(executors(cluster.work(1))).isPositive();
    }
    assertThat(system.scene().control().read().publishedEpoch()).isEqualTo(before + 1);
    system.requireNoDifference("after a publication by a cluster");
  }

  private static long executors(Path work) throws IOException {
    try (Stream<Path> all = Files.walk(work, 3, new FileVisitOption[0])) {
      return all.filter(file -> file.endsWith("stderr")).count();
    }
  }
}
