package io.dumul.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A process that says when it is ready, and ends with this one.
 *
 * @param process what runs
 */
record Engine(Process process) implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 180;

  /** Starts one of ours, which says "ready". */
  static Engine start(List<String> command, Path log) throws IOException, InterruptedException {
    return start(command, log, "^ready");
  }

  /** Starts it; returns once a pattern is found in a line of its output. */
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

  /** The serving layer over a log, without limits for its one client. */
  static Engine serving(
      Repository repository, Path folder, Broker broker, String quorum, List<String> jvm)
      throws IOException, InterruptedException {
    return serving(repository, folder, broker, quorum, jvm, repository.definitions());
  }

  static Engine serving(
      Repository repository,
      Path folder,
      Broker broker,
      String quorum,
      List<String> jvm,
      Path definitions)
      throws IOException, InterruptedException {
    Path keys = Files.writeString(folder.resolve("keys"), "bench read,write " + Api.KEY + "\n");
    List<String> settings = new ArrayList<>(repository.settings(broker, quorum, definitions));
    settings.add("port=0");
    settings.add("api-keys-file=" + keys);
    settings.add("read-timeout=PT15S"); // a busy machine shows as latency, not as refusal
    settings.add("requests-per-second=10000000");
    settings.add("concurrent-requests=100000");
    List<String> options = new ArrayList<>(List.of("-Xmx1g", "-XX:+UseSerialGC"));
    options.addAll(jvm);
    return ours(repository, folder, "serving", options, settings, "^serving on ");
  }

  /** The speed layer over a log. */
  static Engine speed(Repository repository, Path folder, Broker broker, String quorum)
      throws IOException, InterruptedException {
    return speed(repository, folder, broker, quorum, repository.definitions());
  }

  static Engine speed(
      Repository repository, Path folder, Broker broker, String quorum, Path definitions)
      throws IOException, InterruptedException {
    List<String> settings = new ArrayList<>(repository.settings(broker, quorum, definitions));
    settings.add("port=0");
    settings.add("barrier-key-file=" + Repository.barrierKey(folder));
    settings.add("state-folder=" + folder.resolve("speed"));
    List<String> options = List.of("-Xmx1g", "-XX:+UseSerialGC");
    return ours(repository, folder, "speed", options, settings, "^ready ");
  }

  private static Engine ours(
      Repository repository,
      Path folder,
      String module,
      List<String> options,
      List<String> settings,
      String ready)
      throws IOException, InterruptedException {
    Path config = Files.write(folder.resolve(module + ".properties"), settings);
    String main = "io.dumul." + module + ".Main";
    List<String> command = repository.java(module, main, options, jar -> false);
    command.addAll(List.of("--config", config.toString()));
    return start(command, folder.resolve(module + ".log"), ready);
  }

  private void awaitReady(Path log, String ready) throws IOException, InterruptedException {
    Predicate<String> says = Pattern.compile(ready).asPredicate();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (Files.readString(log).lines().noneMatch(says)) {
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
