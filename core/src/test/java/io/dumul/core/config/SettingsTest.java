package io.dumul.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final Setting<Integer> PORT =
      Setting.integer("port", "8080", 0, 65_535, "where it listens");
  private static final Setting<String> SERVERS =
      Setting.text("bootstrap-servers", null, "the brokers");
  private static final Setting<Duration> WAIT = Setting.duration("wait", "PT1S", "how long");
  private static final List<Setting<?>> ALL = List.of(PORT, SERVERS, WAIT);

  @TempDir Path folder;

  @Test
  void theEnvironmentWinsOverTheFileAndTheFileOverTheDefault() throws IOException {
    Path file = write("port=9090\n");
    assertThat(Settings.load(file, Map.of("DUMUL_PORT", "7070"), ALL).get(PORT)).isEqualTo(7070);
    assertThat(Settings.load(file, Map.of(), ALL).get(PORT)).isEqualTo(9090);
    assertThat(Settings.load(null, Map.of(), ALL).get(PORT)).isEqualTo(8080);
  }

  @Test
  void aKeyWithDashesHasAVariableWithUnderscores() {
    Settings settings = Settings.load(null, Map.of("DUMUL_BOOTSTRAP_SERVERS", "a:1"), ALL);
    assertThat(settings.get(SERVERS)).isEqualTo("a:1");
  }

  @Test
  void anUnknownKeyOfTheFileIsRefused() throws IOException {
    Path file = write("prot=1\n");
    assertThatThrownBy(() -> Settings.load(file, Map.of(), ALL))
        .hasMessageEndingWith("prot (expected: one of [bootstrap-servers, port, wait])");
  }

  @Test
  void aWrongOrMissingValueSaysWhatWasExpected() {
    Settings settings =
        Settings.load(null, Map.of("DUMUL_PORT", "70000", "DUMUL_WAIT", "-PT1S"), ALL);
    assertThatThrownBy(() -> settings.get(PORT)).hasMessage("port: 70000 (expected: 0 to 65535)");
    assertThatThrownBy(() -> settings.get(WAIT)).hasMessageStartingWith("wait: -PT1S (expected: ");
    assertThatThrownBy(() -> settings.get(SERVERS))
        .hasMessage("bootstrap-servers: missing (expected: text; the brokers)");
  }

  @Test
  void aFileThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> Settings.load(folder.resolve("none"), Map.of(), ALL))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("expected: a readable properties file");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("test.properties"), text);
  }
}
