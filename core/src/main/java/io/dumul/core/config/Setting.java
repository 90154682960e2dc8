package io.dumul.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a process.
 *
 * @param key kebab-case, as {@code bootstrap-servers}; the environment variable {@code
 *     DUMUL_BOOTSTRAP_SERVERS} overrides the file
 * @param fallback the text used where nothing is set; null makes the setting required
 * @param expected what a value must look like, for error messages
 * @param doc one sentence, with unit
 * @param parser throws a RuntimeException where the text is not right
 */
public record Setting<T>(
    String key,
    @Nullable String fallback,
    String expected,
    String doc,
    Function<String, T> parser) {

  public static Setting<String> text(String key, @Nullable String fallback, String doc) {
    return new Setting<>(key, fallback, "text", doc, text -> text);
  }

  public static Setting<Path> path(String key, @Nullable String fallback, String doc) {
    return new Setting<>(key, fallback, "a path", doc, Path::of);
  }

  public static Setting<Integer> integer(
      String key, @Nullable String fallback, int least, int most, String doc) {
    return new Setting<>(
        key,
        fallback,
        least + " to " + most,
        doc,
        text -> {
          int value = Integer.parseInt(text);
          if (value < least || value > most) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  /** A duration in ISO 8601, as {@code PT0.2S}. */
  public static Setting<Duration> duration(String key, @Nullable String fallback, String doc) {
    return new Setting<>(key, fallback, "an ISO 8601 duration, as PT10S", doc, Setting::positive);
  }

  /** The name of the environment variable that overrides the file. */
  public String variable() {
    return "DUMUL_" + key.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
  }

  T parse(String text) {
    try {
      return parser.apply(text);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(key + ": " + text + " (expected: " + expected + ")", e);
    }
  }

  private static Duration positive(String text) {
    Duration value = Duration.parse(text);
    if (value.isNegative()) {
      throw new DateTimeParseException("negative", text, 0);
    }
    return value;
  }
}
