package io.dumul.local.stack;

import io.dumul.core.config.Settings;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One real HBase for the whole test run, in a process of its own; each test has its own tables. */
final class RealHBase {
  private static final Path MODULE = Path.of("..", "hbase").toAbsolutePath().normalize();
  private static final long START_MILLIS = 90_000;
  private static final AtomicInteger TABLES = new AtomicInteger();

  private RealHBase() {}

  /** Starts the process with the first use. */
  private static final class Shared {
    static final String QUORUM = System.getProperty("hbase-quorum", "");
    static final String STARTED = QUORUM.isEmpty() ? start() : QUORUM;
  }

  /** Stores on tables that nobody has used. */
  static HBaseStores fresh() {
    int number = TABLES.incrementAndGet();
    String suffix = ProcessHandle.current().pid() + "_" + number;
    return HBaseStores.open(
        HBaseSettings.from(
            Settings.load(
                null,
                Map.of(
                    "DUMUL_HBASE_QUORUM",
                    Shared.STARTED,
                    "DUMUL_VIEWS_REGIONS",
                    "3",
                    "DUMUL_VIEWS_TABLE",
                    "views_" + suffix,
                    "DUMUL_CONTROL_TABLE",
                    "control_" + suffix),
                HBaseSettings.ALL)));
  }

  private static String start() {
    try {
      Path folder = Files.createTempDirectory("dumul-hbase");
      int zookeeper = freePort();
      Path config =
          Files.writeString(
              folder.resolve("hbase.properties"),
              String.join(
                  "\n",
                  "zookeeper-port=" + zookeeper,
                  "master-port=" + freePort(),
                  "regionserver-port=" + freePort(),
                  "data=" + folder.resolve("data")));
      Path out = folder.resolve("out.log");
      Process process =
          new ProcessBuilder(command(config))
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      awaitReady(process, out);
      return "127.0.0.1:" + zookeeper;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path config) throws IOException {
    String classpath =
        MODULE.resolve("target/classes")
            + ":"
            + Files.readString(MODULE.resolve("target/classpath"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classpath.strip(), "io.dumul.local.hbase.Main"));
    command.addAll(List.of("--config", config.toString()));
    return command;
  }

  private static void awaitReady(Process process, Path out) throws IOException {
    for (long waited = 0; waited < START_MILLIS; waited += 100) {
      if (Files.readAllLines(out).stream().anyMatch(line -> line.startsWith("ready"))) {
        return;
      }
      if (!process.isAlive()) {
        break;
      }
      pause();
    }
    process.destroyForcibly();
    throw new IllegalStateException("HBase did not start; see " + out);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
