package io.dumul.local.stack;

import io.dumul.core.config.Settings;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The processes of a stack, what each is told, and where clients find them. Processes of one kind
 * are numbered: the name of the kind stands for all of them.
 */
public abstract class Programs {
  private static final String EPOCH_SCHEDULE = "DUMUL_EPOCH_SCHEDULE";

  public static final String KAFKA = "kafka";
  public static final String HBASE = "hbase";
  public static final String SPEED = "speed";
  public static final String SERVING = "serving";
  static final String AIRFLOW = "airflow";

  private static final int CONNECT_MILLIS = 1000;

  final Folder folder;
  final StackSettings settings;
  final Modules modules;

  Programs(Folder folder, StackSettings settings, Modules modules) {
    this.folder = folder;
    this.settings = settings;
    this.modules = modules;
  }

  static Programs of(Shape shape, Folder folder, StackSettings settings, Modules modules) {
    return switch (shape) {
      case MACHINE -> new MachinePrograms(folder, settings, modules);
      case CLUSTER -> new ClusterPrograms(folder, settings, modules);
    };
  }

  /** In the order in which they start; those of one kind start together. */
  abstract List<Program> all();

  /** What each process is told, by its name; {@code batch} is one of them. */
  abstract Map<String, Map<String, Object>> confs();

  /** Where Kafka's clients begin. */
  abstract String kafka();

  /** Where every HTTP API is. */
  abstract List<String> apis();

  /** How a batch command begins: the command and its arguments follow. */
  abstract List<String> batch();

  /** What batch commands find their classes in, where they are started as a plain JVM. */
  Optional<ClassArchive> archive() {
    return Optional.empty();
  }

  String hbaseQuorum() {
    return settings.address("hbase-zookeeper-port");
  }

  HBaseStores stores() {
    Map<String, String> set = Map.of("DUMUL_HBASE_QUORUM", hbaseQuorum());
    return HBaseStores.open(HBaseSettings.from(Settings.load(null, set, HBaseSettings.ALL)));
  }

  /** Opening the stores makes the tables where they are missing. */
  final boolean hasTables() {
    stores().close();
    return true;
  }

  final Program broker(String name, List<String> ports) {
    return program(
        name,
        () -> java("local/kafka", name, "io.dumul.local.kafka.Main", "256m"),
        ports,
        () -> connects(ports.get(0)) && Topics.answers(settings.address(ports.get(0))));
  }

  final Program speed(String name) {
    return program(
        name,
        () -> java(SPEED, name, "io.dumul.speed.Main", "768m"),
        List.of(name + "-port"),
        () -> Http.answers(url(name + "-port", "/health/ready")));
  }

  final Program serving(String name) {
    return program(
        name,
        () -> java(SERVING, name, "io.dumul.serving.Main", "384m"),
        List.of(name + "-port"),
        () -> Http.answers(url(name + "-port", "/health/ready")));
  }

  /**
   * The demo closes epochs in the time of its data, so the clock closes none unless it is told to.
   */
  final Program airflow() {
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
            "DUMUL_SERVING",
            apis().get(0),
            "DUMUL_API_KEYS",
            folder.apiKeys().toString(),
            EPOCH_SCHEDULE,
            System.getenv().getOrDefault(EPOCH_SCHEDULE, "never")),
        ports(List.of("airflow-port")),
        () -> Airflow.of(folder, settings).ready());
  }

  final Map<String, Object> speedConf(String name) {
    Map<String, Object> conf = common();
    conf.put("host", StackSettings.HOST);
    conf.put("port", settings.port(name + "-port"));
    conf.put("state-folder", folder.data(name));
    return conf;
  }

  final Map<String, Object> servingConf(String name) {
    Map<String, Object> conf = common();
    conf.put("host", StackSettings.HOST);
    conf.put("port", settings.port(name + "-port"));
    conf.put("api-keys-file", folder.apiKeys());
    conf.remove("barrier-key-file");
    return conf;
  }

  /**
   * @param warehouse where the files of the tables are kept
   */
  final Map<String, Object> batchConf(URI warehouse) {
    Map<String, Object> conf = common();
    conf.put("catalog-uri", "jdbc:sqlite:" + folder.catalog());
    conf.put("warehouse", warehouse);
    return conf;
  }

  private Map<String, Object> common() {
    Map<String, Object> conf = new LinkedHashMap<>();
    conf.put("bootstrap-servers", kafka());
    conf.put("events-topic", Topics.EVENTS);
    conf.put("hbase-quorum", hbaseQuorum());
    conf.put("definitions", modules.home().resolve(settings.definitions()));
    conf.put("barrier-key-file", folder.barrierKey());
    return conf;
  }

  final List<String> java(String module, String name, String main, String heap) {
    List<String> options =
        new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    options.addAll(settings.jvm());
    List<String> command = modules.java(module, main, options);
    command.addAll(List.of("--config", folder.conf(name).toString()));
    return command;
  }

  final Program program(
      String name, Supplier<List<String>> command, List<String> portKeys, Program.Probe probe) {
    return new Program(name, command, Map.of(), ports(portKeys), probe);
  }

  private Map<String, Integer> ports(List<String> keys) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    keys.forEach(key -> ports.put(key, settings.port(key)));
    return ports;
  }

  final String url(String port, String path) {
    return "http://" + settings.address(port) + path;
  }

  final boolean connects(String port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port(port)),
          CONNECT_MILLIS);
      return true;
    }
  }
}
