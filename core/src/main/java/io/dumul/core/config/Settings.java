package io.dumul.core.config;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The values of a process's settings: the environment first, then a properties file, then the
 * defaults.
 */
public final class Settings {
  private final Properties file;
  private final Map<String, String> environment;

  private Settings(Properties file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * Reads a properties file in UTF-8.
   *
   * @param file null where there is none
   * @param known all settings that the process has
   * @throws IllegalArgumentException where the file has a key that is not known
   */
  public static Settings load(
      @Nullable Path file,
      Map<String, String> environment,
      Collection<? extends Setting<?>> known) {
    Properties properties = new Properties();
    if (file != null) {
      try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "config: " + file + " (expected: a readable properties file)", e);
      }
    }
    for (String key : properties.stringPropertyNames()) {
      if (known.stream().noneMatch(setting -> setting.key().equals(key))) {
        throw new IllegalArgumentException(
            file
                + ": "
                + key
                + " (expected: one of "
                + known.stream().map(Setting::key).sorted().toList()
                + ")");
      }
    }
    return new Settings(properties, environment);
  }

  /**
   * The value. Throws IllegalArgumentException, with key and what was expected, where it is missing
   * or wrong.
   */
  public <T> T get(Setting<T> setting) {
    String text = environment.get(setting.variable());
    if (text == null) {
      text = file.getProperty(setting.key(), setting.fallback());
    }
    if (text == null) {
      throw new IllegalArgumentException(
          setting.key()
              + ": missing (expected: "
              + setting.expected()
              + "; "
              + setting.doc()
              + ")");
    }
    return setting.parse(text.strip());
  }
}
