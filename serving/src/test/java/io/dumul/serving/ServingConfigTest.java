package io.dumul.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.config.Setting;
import io.dumul.serving.graph.GraphMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServingConfigTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "DUMUL_BOOTSTRAP_SERVERS", "b:1",
          "DUMUL_DEFINITIONS", "d",
          "DUMUL_API_KEYS_FILE", "k");

  private static ServingConfig load(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(REQUIRED);
    environment.putAll(more);
    return ServingConfig.load(null, environment);
  }

  @Test
  void theDefaultsAreSafe() {
    ServingConfig config = load(Map.of());
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.eventsTopic()).isEqualTo("events");
    assertThat(config.controlRefresh()).isEqualTo(Duration.ofMillis(200));
    assertThat(config.controlMaxAge()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.accessLog()).isFalse();
    assertThat(config.requestTimeout())
        .isGreaterThan(config.deliveryTimeout().plus(config.maxBlock()));
  }

  /** A setting that is added, or wired to the wrong place, shows here. */
  @Test
  void everySettingIsRead() {
    Map<String, String> all = new HashMap<>();
    for (Setting<?> setting : ServingConfig.SETTINGS) {
      all.put(setting.variable(), other(setting));
    }
    ServingConfig config = ServingConfig.load(null, all);
    assertThat(config)
        .isEqualTo(
            new ServingConfig(
                "host!",
                8081,
                "bootstrap-servers!",
                "events-topic!",
                config.hbase(),
                Path.of("definitions!"),
                Path.of("api-keys-file!"),
                Duration.ofMillis(200).plusSeconds(60),
                Duration.ofSeconds(65),
                Duration.ofSeconds(63),
                Duration.ofSeconds(70),
                GraphMode.ASYNC,
                Duration.ofSeconds(80),
                Duration.ofSeconds(70),
                Duration.ofSeconds(62),
                33_554_433,
                new ServingConfig.Limits(4_194_305, 262_145, 1001, 30_001, 501, 2001, 257),
                Duration.ofSeconds(120),
                Duration.ofSeconds(75),
                true));
    assertThat(config.hbase().quorum()).isEqualTo("hbase-quorum!");
    assertThat(config.hbase().viewsTable()).isEqualTo("views-table!");
  }

  /** A value that is not the default. */
  private static String other(Setting<?> setting) {
    String fallback = setting.fallback();
    if (fallback == null) {
      return setting.key() + "!";
    }
    if (fallback.startsWith("PT")) {
      return Duration.parse(fallback).plusSeconds(60).toString();
    }
    if (fallback.matches("[0-9]+")) {
      return String.valueOf(Integer.parseInt(fallback) + 1);
    }
    if (fallback.equals("table")) {
      return "async";
    }
    return fallback.equals("false") ? "true" : setting.key() + "!";
  }

  @Test
  void aWrongFlagIsNamed() {
    assertThatThrownBy(() -> load(Map.of("DUMUL_ACCESS_LOG", "yes")))
        .hasMessageContaining("access-log: yes (expected: true or false)");
  }
}
