package io.dumul.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spark's standalone cluster: a master and workers, each a process, which start executors as
 * processes of their own. {@code -Dspark-home=FOLDER} takes Spark's own distribution; without it
 * Spark's home is made of the jars that the batch module resolves for Spark, without the job's own.
 */
final class SparkCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final List<String> SMALL =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Modules modules;
  private final Path folder;
  private final Path home;
  private final List<Process> processes = new ArrayList<>();
  private final String master;

  SparkCluster(Modules modules, Path folder, int workers) {
    this.modules = modules;
    this.folder = folder;
    this.home = home();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop Spark"));
    int port = freePort();
    this.master = "spark://" + HOST + ":" + port;
    daemon("master", "master.Master", "--port", Integer.toString(port));
    awaitMaster(port);
    for (int i = 0; i < workers; i++) {
      String work = work(i).toString();
      daemon(
          "worker-" + i,
          "worker.Worker",
          List.of("--cores", "1", "--memory", "1g", "--work-dir", work, master)
              .toArray(String[]::new));
    }
  }

  /** The folder in which a worker's executors have theirs. */
  Path work(int worker) {
    return folder.resolve("work-" + worker);
  }

  /** Runs a batch command by spark-submit in client mode; returns its exit status. */
  int submit(Path conf, Path log, String... command) {
    List<String> all =
        java("SparkSubmit", List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    all.addAll(List.of("--master", master, "--executor-memory", "768m"));
    conf(all, "spark.executor.cores", "1");
    conf(all, "spark.executor.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    conf(all, "spark.scheduler.minRegisteredResourcesRatio", "1.0");
    all.addAll(List.of("--jars", String.join(",", jars(batch("lib")))));
    all.addAll(List.of(batch("dumul-batch.jar").toString(), command[0], "--config", "" + conf));
    all.addAll(Arrays.asList(command).subList(1, command.length));
    try {
      return start(all, log).waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void conf(List<String> command, String key, String value) {
    command.addAll(List.of("--conf", key + "=" + value));
  }

  private void daemon(String name, String main, String... arguments) {
    List<String> command = java(main, SMALL);
    command.addAll(List.of("--host", HOST, "--webui-port", "0"));
    command.addAll(Arrays.asList(arguments));
    processes.add(start(command, folder.resolve(name + ".log")));
  }

  private List<String> java(String main, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(modules.opens());
    command.addAll(List.of("-cp", home.resolve("jars") + "/*", "org.apache.spark.deploy." + main));
    return command;
  }

  private Process start(List<String> command, Path log) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder
          .environment()
          .putAll(
              Map.of(
                  "SPARK_HOME",
                  home.toString(),
                  "SPARK_SCALA_VERSION",
                  "2.13",
                  "SPARK_LOCAL_IP",
                  HOST,
                  "SPARK_LOCAL_DIRS",
                  folder.resolve("local").toString()));
      return builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path home() {
    String given = System.getProperty("spark-home", "");
    if (!given.isEmpty()) {
      return Path.of(given);
    }
    try {
      Path made = folder.resolve("home");
      Path jars = Files.createDirectories(made.resolve("jars"));
      Set<String> own = names(jars(batch("lib")));
      for (String jar : Files.readString(batch("classpath")).strip().split(":", -1)) {
        Path source = Path.of(jar);
        if (Files.isRegularFile(source) && !own.contains(source.getFileName().toString())) {
          Files.createSymbolicLink(jars.resolve(source.getFileName()), source);
        }
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path batch(String file) {
    return modules.home().resolve("batch/target").resolve(file);
  }

  private static List<String> jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names(List<String> files) {
    return files.stream()
        .map(file -> Path.of(file).getFileName().toString())
        .collect(Collectors.toSet());
  }

  private void awaitMaster(int port) {
    for (int i = 0; i < 600; i++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        World.pause(100);
      }
    }
    throw new IllegalStateException("Spark's master does not answer; see " + folder);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
