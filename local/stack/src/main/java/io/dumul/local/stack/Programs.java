package io.dumul.local.stack;

import io.dumul.core.config.Settings;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The processes of the stack, in the order in which they start. */
public final class Programs {
  private static final String EPOCH_SCHEDULE = "DUMUL_EPOCH_SCHEDULE";

  public static final String KAFKA = "kafka";
  public static final String HBASE = "hbase";
  public static final String SPEED = "speed";
  public static final String SERVING = "serving";
  static final String AIRFLOW = "airflow";
  static final List<String> NAMES = List.of(KAFKA, HBASE, SPEED, SERVING, AIRFLOW);

  private static final int CONNECT_MILLIS = 1000;

  private final Folder folder;
  private final StackSettings settings;
  private final Modules modules;

  Programs(Folder folder, StackSettings settings, Modules modules) {
    this.folder = folder;
    this.settings = settings;
    this.modules = modules;
  }

  Program program(String name) {
    return switch (name) {
      case KAFKA -> kafka();
      case HBASE -> hbase();
      case SPEED -> speed();
      case SERVING -> serving();
      case AIRFLOW -> airflow();
      default -> throw new StackException("process: " + name + " (expected: one of " + NAMES + ")");
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
        () -> connects("hbase-regionserver-port") && hasTables());
  }

  HBaseStores stores() {
    Map<String, String> set =
        Map.of("DUMUL_HBASE_QUORUM", settings.address("hbase-zookeeper-port"));
    return HBaseStores.open(HBaseSettings.from(Settings.load(null, set, HBaseSettings.ALL)));
  }

  /** Opening the stores makes the tables where they are missing. */
  private boolean hasTables() {
    stores().close();
    return true;
  }

  private Program speed() {
    return program(
        SPEED,
        () -> java(SPEED, SPEED, "io.dumul.speed.Main", "768m"),
        List.of("speed-port"),
        () -> Http.answers(url("speed-port", "/health/ready")));
  }

  private Program serving() {
    return program(
        SERVING,
        () -> java(SERVING, SERVING, "io.dumul.serving.Main", "384m"),
        List.of("serving-port"),
        () -> Http.answers(url("serving-port", "/health/ready")));
  }

  /**
   * The demo closes epochs in the time of its data, so the clock closes none unless it is told to.
   */
  private Program airflow() {
    List<String> command =
        List.of(
            modules.python().toString(),
            modules.home().resolve("dags/airflow_local.py").toString(),
            "--home=" + folder.airflow(),
            "--host=" + StackSettings.HOST,
            "--port=" + settings.port("airflow-port"));
    return new Program(
        AIRFLOW,
        () -> command,
        Map.of(
            "DUMUL_BATCH",
            folder.batchScript().toString(),
            EPOCH_SCHEDULE,
            System.getenv().getOrDefault(EPOCH_SCHEDULE, "never")),
        ports(List.of("airflow-port")),
        () -> Airflow.of(folder, settings).ready());
  }

  /** A batch command, without the command's own arguments. */
  List<String> batch() {
    List<String> options = new ArrayList<>(List.of("-Xmx1500m", "-XX:+UseSerialGC"));
    options.add("-Dspark.local.dir=" + folder.temporary());
    options.addAll(settings.jvm());
    return modules.java("batch", "io.dumul.batch.Main", options);
  }

  private List<String> java(String module, String name, String main, String heap) {
    List<String> options =
        new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    options.addAll(settings.jvm());
    List<String> command = modules.java(module, main, options);
    command.addAll(List.of("--config", folder.conf(name).toString()));
    return command;
  }

  private Program program(
      String name, Supplier<List<String>> command, List<String> portKeys, Program.Probe probe) {
    return new Program(name, command, Map.of(), ports(portKeys), probe);
  }

  private Map<String, Integer> ports(List<String> keys) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    keys.forEach(key -> ports.put(key, settings.port(key)));
    return ports;
  }

  private String url(String port, String path) {
    return "http://" + settings.address(port) + path;
  }

  private boolean connects(String port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port(port)),
          CONNECT_MILLIS);
      return true;
    }
  }
}
