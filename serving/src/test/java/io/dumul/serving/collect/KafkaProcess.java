package io.dumul.serving.collect;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One real broker in a process of its own, on free ports, which can be killed and started again.
 */
final class KafkaProcess {
  private static final Path MODULE = Path.of("..", "local", "kafka", "target");

  private final Path config;
  final String address;
  private Process process;

  KafkaProcess(Path folder) throws IOException {
    int port = freePort();
    address = "127.0.0.1:" + port;
    config = folder.resolve("kafka.properties");
    Files.write(
        config,
        List.of(
            "port=" + port, "controller-ports=" + freePort(), "data=" + folder.resolve("data")));
    process = start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process start() throws IOException {
    String classpath =
        MODULE.resolve("classes") + ":" + Files.readString(MODULE.resolve("classpath"));
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classpath,
                "io.dumul.local.kafka.Main",
                "--config",
                config.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    awaitReady(started);
    return started;
  }

  private static void awaitReady(Process started) throws IOException {
    BufferedReader out = started.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("ready")) {
        return;
      }
    }
    throw new IOException("the broker ended before it was ready");
  }

  /** Ends it as a crash would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void restart() throws IOException {
    process = start();
  }
}
