package io.dumul.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HBaseSettingsTest {
  @Test
  void defaults() {
    assertThat(from(Map.of()))
        .isEqualTo(
            new HBaseSettings(
                "127.0.0.1:2181",
                "/hbase",
                "views",
                "control",
                "edges",
                4,
                Duration.ofSeconds(20),
                Duration.ofSeconds(5)));
  }

  @Test
  void everySettingCounts() {
    assertThat(
            from(
                Map.of(
                    "DUMUL_HBASE_QUORUM", "a:1,b:2",
                    "DUMUL_HBASE_ZNODE_PARENT", "/h",
                    "DUMUL_VIEWS_TABLE", "v",
                    "DUMUL_CONTROL_TABLE", "c",
                    "DUMUL_EDGES_TABLE", "e",
                    "DUMUL_VIEWS_REGIONS", "7",
                    "DUMUL_HBASE_TIMEOUT", "PT9S",
                    "DUMUL_HBASE_RPC_TIMEOUT", "PT1S")))
        .isEqualTo(
            new HBaseSettings(
                "a:1,b:2", "/h", "v", "c", "e", 7, Duration.ofSeconds(9), Duration.ofSeconds(1)));
    assertThat(HBaseSettings.ALL).hasSize(HBaseSettings.class.getRecordComponents().length);
  }

  @Test
  void nobodyThereIsSaidWithinTheTime() {
    HBaseSettings settings =
        from(
            Map.of(
                "DUMUL_HBASE_QUORUM", "127.0.0.1:1",
                "DUMUL_HBASE_TIMEOUT", "PT2S",
                "DUMUL_HBASE_RPC_TIMEOUT", "PT1S"));
    long start = System.nanoTime();
    assertThatThrownBy(() -> HBaseStores.open(settings))
        .isInstanceOf(HBaseException.class)
        .hasMessageContaining("connecting to 127.0.0.1:1");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  private static HBaseSettings from(Map<String, String> environment) {
    return HBaseSettings.from(Settings.load(null, environment, HBaseSettings.ALL));
  }
}
