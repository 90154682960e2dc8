package io.dumul.local.stack;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of one machine's stack: {@code conf/local.properties}.
 *
 * @param ports every port that a process listens on, by the key of its setting
 * @param partitions partitions of the log when it is made
 * @param definitions folder of event types and metrics
 * @param jvm options that every JVM gets after its own
 */
record StackSettings(
    Map<String, Integer> ports, int partitions, Path definitions, List<String> jvm) {
  static final String HOST = "127.0.0.1";

  private static final List<Setting<Integer>> PORTS =
      List.of(
          port("kafka-port", 19092, "Port of the Kafka broker."),
          port("kafka-controller-port", 19093, "Port of Kafka's controller."),
          port("hbase-zookeeper-port", 12181, "Port of HBase's ZooKeeper."),
          port("hbase-master-port", 16100, "Port of the HBase master."),
          port("hbase-regionserver-port", 16120, "Port of the HBase region server."),
          port("speed-port", 18082, "Port of the speed layer's metrics and health."),
          port("serving-port", 18080, "Port of the HTTP API."),
          port("airflow-port", 18081, "Port of the Airflow UI."));
  private static final Setting<Integer> PARTITIONS =
      Setting.integer("partitions", "4", 1, 1000, "Partitions of the log when it is made.");
  private static final Setting<Path> DEFINITIONS =
      Setting.path("definitions", "definitions", "Folder of event types and metrics.");
  private static final Setting<String> JVM =
      Setting.text("jvm-options", "", "Options that every JVM gets, separated by blanks.");

  static final List<Setting<?>> ALL = all();

  StackSettings {
    ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
    jvm = List.copyOf(jvm);
  }

  static StackSettings of(Settings settings) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    PORTS.forEach(setting -> ports.put(setting.key(), settings.get(setting)));
    return new StackSettings(
        ports,
        settings.get(PARTITIONS),
        settings.get(DEFINITIONS),
        settings
            .get(JVM)
            .lines()
            .flatMap(line -> List.of(line.split(" +", -1)).stream())
            .filter(option -> !option.isEmpty())
            .toList());
  }

  /** The keys of all ports, in a fixed order. */
  static List<String> portKeys() {
    return PORTS.stream().map(Setting::key).toList();
  }

  int port(String key) {
    Integer port = ports.get(key);
    if (port == null) {
      throw new IllegalArgumentException("port: " + key + " (expected: one of " + portKeys() + ")");
    }
    return port;
  }

  String address(String key) {
    return HOST + ":" + port(key);
  }

  private static List<Setting<?>> all() {
    List<Setting<?>> all = new java.util.ArrayList<>(PORTS);
    all.addAll(List.of(PARTITIONS, DEFINITIONS, JVM));
    return List.copyOf(all);
  }

  private static Setting<Integer> port(String key, int fallback, String doc) {
    return Setting.integer(key, Integer.toString(fallback), 1, 65535, doc);
  }
}
