package io.dumul.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The processes of the stack, in the order in which they start. */
final class Programs {
  private static final String KAFKA = "kafka";
  private static final String HBASE = "hbase";
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  private final Folder folder;
  private final StackSettings settings;
  private final Modules modules;

  Programs(Folder folder, StackSettings settings, Modules modules) {
    this.folder = folder;
    this.settings = settings;
    this.modules = modules;
  }

  static List<String> names() {
    return List.of(KAFKA, HBASE, "speed", "serving");
  }

  Program program(String name) {
    return switch (name) {
      case KAFKA -> kafka();
      case HBASE -> hbase();
      case "speed" -> speed();
      case "serving" -> serving();
      default ->
          throw new StackException("process: " + name + " (expected: one of " + names() + ")");
    };
  }

  private Program kafka() {
    return program(
        KAFKA,
        () -> java("local/kafka", KAFKA, "io.dumul.local.kafka.Main", "256m"),
        List.of("kafka-port", "kafka-controller-port"),
        () -> connects("kafka-port") && Topics.answers(settings.address("kafka-port")));
  }

  private Program hbase() {
    return program(
        HBASE,
        () -> java("local/hbase", HBASE, "io.dumul.local.hbase.Main", "512m"),
        List.of("hbase-zookeeper-port", "hbase-master-port", "hbase-regionserver-port"),
        () -> connects("hbase-zookeeper-port") && connects("hbase-regionserver-port"));
  }

  private Program speed() {
    return program(
        "speed",
        () -> java("speed", "speed", "io.dumul.speed.Main", "768m"),
        List.of(),
        () -> true);
  }

  private Program serving() {
    return program(
        "serving",
        () -> java("serving", "serving", "io.dumul.serving.Main", "384m"),
        List.of("serving-port"),
        () -> healthy("/health/ready"));
  }

  private List<String> java(String module, String name, String main, String heap) {
    List<String> options = new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseSerialGC"));
    options.addAll(settings.jvm());
    List<String> command = modules.java(module, main, options);
    command.addAll(List.of("--config", folder.conf(name).toString()));
    return command;
  }

  private Program program(
      String name, Supplier<List<String>> command, List<String> portKeys, Program.Probe probe) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    portKeys.forEach(key -> ports.put(key, settings.port(key)));
    return new Program(name, command, Map.of(), ports, probe);
  }

  private boolean connects(String port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port(port)), 1000);
      return true;
    }
  }

  private boolean healthy(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + settings.address("serving-port") + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PROBE_TIMEOUT).build();
    HttpResponse<Void> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    return response.statusCode() == 200;
  }
}
