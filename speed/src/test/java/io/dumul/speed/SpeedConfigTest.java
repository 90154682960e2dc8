package io.dumul.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SpeedConfigTest {
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("bootstrap-servers", "kafka:1"),
          Map.entry("events-topic", "log"),
          Map.entry("changes-topic", "changes"),
          Map.entry("definitions", "defs"),
          Map.entry("barrier-key-file", "key"),
          Map.entry("host", "0.0.0.0"),
          Map.entry("port", "1"),
          Map.entry("state-folder", "state"),
          Map.entry("commit-interval", "PT1S"),
          Map.entry("commit-interval-behind", "PT7S"),
          Map.entry("session-timeout", "PT9S"),
          Map.entry("threads", "2"),
          Map.entry("sink-threads", "3"),
          Map.entry("replication", "4"),
          Map.entry("increment-store", "rocksdb"),
          Map.entry("seen-store", "memory"),
          Map.entry("heap-cells", "5"));

  private static SpeedConfig config(Map<String, String> environment) {
    return SpeedConfig.of(Settings.load(null, environment, SpeedConfig.ALL));
  }

  @Test
  void everyDefaultIsAsDocumented() {
    assertThat(config(Map.of("DUMUL_BARRIER_KEY_FILE", "key")))
        .isEqualTo(
            new SpeedConfig(
                "127.0.0.1:9092",
                "events",
                "edge-changes",
                Path.of("definitions"),
                Path.of("key"),
                "127.0.0.1",
                8082,
                Path.of(".dumul/data/speed"),
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                Duration.ofSeconds(6),
                1,
                1,
                -1,
                StoreKind.ROCKSDB,
                StoreKind.ROCKSDB,
                20_000));
  }

  @Test
  void everySettingCanBeSet() {
    Map<String, String> environment = new HashMap<>();
    SpeedConfig.ALL.forEach(
        setting -> environment.put(setting.variable(), OTHERS.getOrDefault(setting.key(), "")));
    assertThat(config(environment))
        .isEqualTo(
            new SpeedConfig(
                "kafka:1",
                "log",
                "changes",
                Path.of("defs"),
                Path.of("key"),
                "0.0.0.0",
                1,
                Path.of("state"),
                Duration.ofSeconds(1),
                Duration.ofSeconds(7),
                Duration.ofSeconds(9),
                2,
                3,
                4,
                StoreKind.ROCKSDB,
                StoreKind.MEMORY,
                5));
    assertThat(new TreeSet<>(SpeedConfig.ALL.stream().map(Setting::key).toList()))
        .isEqualTo(new TreeSet<>(OTHERS.keySet()));
  }

  @Test
  void anUnknownKindOfStoreIsRefused() {
    assertThatThrownBy(
            () -> config(Map.of("DUMUL_BARRIER_KEY_FILE", "k", "DUMUL_SEEN_STORE", "disk")))
        .hasMessageContaining("seen-store: disk (expected: memory or rocksdb)");
  }
}
