package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every setting has a default, but for those that nobody can guess. */
final class BatchSettingsTest {
  @Test
  void everythingElseHasADefault() {
    Map<String, String> environment =
        Map.of(
            "DUMUL_BARRIER_KEY_FILE", "key",
            "DUMUL_CATALOG_URI", "jdbc:sqlite:catalog.db",
            "DUMUL_WAREHOUSE", "warehouse");
    BatchSettings settings = BatchSettings.of(Settings.load(null, environment, BatchSettings.ALL));
    assertThat(settings.barrierKeyFile()).isEqualTo(Path.of("key"));
    assertThat(settings.lake().catalogProperties())
        .containsEntry("uri", "jdbc:sqlite:catalog.db?journal_mode=WAL&busy_timeout=30000");
    assertThat(settings.toString()).doesNotContain("password");
    assertThat(BatchSettings.ALL).extracting(Setting::key).doesNotHaveDuplicates();
  }
}
