package io.dumul.local.stack;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of a stack of this machine: {@code conf/local.properties}.
 *
 * @param ports every port that a process listens on, by the key of its setting
 * @param partitions partitions of the log when it is made
 * @param definitions folder of event types and metrics
 * @param jvm options that every JVM gets after its own
 */
record StackSettings(
    Map<String, Integer> ports, int partitions, Path definitions, List<String> jvm) {
  static final String HOST = "127.0.0.1";

  private static final Setting<Integer> PARTITIONS =
      Setting.integer("partitions", "4", 1, 1000, "Partitions of the log when it is made.");
  private static final Setting<Path> DEFINITIONS =
      Setting.path("definitions", "definitions", "Folder of event types and metrics.");
  private static final Setting<String> JVM =
      Setting.text("jvm-options", "", "Options that every JVM gets, separated by blanks.");

  StackSettings {
    ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
    jvm = List.copyOf(jvm);
  }

  static StackSettings of(Shape shape, Settings settings) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    shape.ports().forEach(setting -> ports.put(setting.key(), settings.get(setting)));
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

  int port(String key) {
    Integer port = ports.get(key);
    if (port == null) {
      throw new IllegalArgumentException(
          "port: " + key + " (expected: one of " + ports.keySet() + ")");
    }
    return port;
  }

  String address(String key) {
    return HOST + ":" + port(key);
  }

  /** Every setting of a stack of this shape. */
  static List<Setting<?>> all(Shape shape) {
    List<Setting<?>> all = new ArrayList<>(shape.ports());
    all.addAll(List.of(PARTITIONS, DEFINITIONS, JVM));
    return List.copyOf(all);
  }
}
