package io.dumul.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that says when it is ready, and ends with this one.
 *
 * @param process what runs
 */
record Engine(Process process) implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 180;

  /** Starts one of ours, which says "ready". */
  static Engine start(List<String> command, Path log) throws IOException, InterruptedException {
    return start(command, log, "ready");
  }

  /** Starts it; returns once a line of its output has a text. */
  static Engine start(List<String> command, Path log, String ready)
      throws IOException, InterruptedException {
    Engine engine =
        new Engine(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    engine.awaitReady(log, ready);
    return engine;
  }

  /** A real HBase, with nothing in it. */
  static Engine hbase(Repository repository, Path folder, int zookeeper)
      throws IOException, InterruptedException {
    Path config = folder.resolve("hbase.properties");
    Files.writeString(
        config,
        "zookeeper-port=%d%nmaster-port=%d%nregionserver-port=%d%ndata=%s%n"
            .formatted(zookeeper, Broker.freePort(), Broker.freePort(), folder.resolve("hbase")));
    List<String> command =
        repository.java(
            "local/hbase",
            "io.dumul.local.hbase.Main",
            List.of("-Xmx2g", "-XX:+UseSerialGC"),
            jar -> false);
    command.addAll(List.of("--config", config.toString()));
    return start(command, folder.resolve("hbase.log"));
  }

  private void awaitReady(Path log, String ready) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (Files.readString(log).lines().noneMatch(line -> line.contains(ready))) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IOException("engine: did not start (expected: " + ready + "; see " + log + ")");
      }
      Thread.sleep(100);
    }
  }

  /** Where a server that is ready says it listens, as host:port at the end of a line. */
  static String address(Path log) throws IOException {
    return Files.readString(log)
        .lines()
        .filter(line -> line.contains(" on ") && line.matches(".*:\\d+$"))
        .map(line -> line.substring(Math.max(line.lastIndexOf(' '), line.lastIndexOf('/')) + 1))
        .findFirst()
        .orElseThrow();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
