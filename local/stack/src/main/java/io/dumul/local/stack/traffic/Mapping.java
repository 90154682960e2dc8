package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a data set become events, as {@code mapping.yaml} says.
 *
 * @param about what the data is, one sentence
 * @param file the data's usual file name
 * @param format how to read it
 * @param events the events that a row may become; each whose {@code when} holds does
 */
public record Mapping(String about, String file, Format format, List<EventMapping> events) {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  public Mapping {
    Objects.requireNonNull(about, "about: missing (expected: one sentence)");
    Objects.requireNonNull(file, "file: missing (expected: the data's usual file name)");
    Objects.requireNonNull(format, "format: missing (expected: at least a kind)");
    if (events == null || events.isEmpty()) {
      throw new IllegalArgumentException("events: missing (expected: a list of at least one)");
    }
  }

  /**
   * Reads a mapping file.
   *
   * @throws IllegalArgumentException where it is wrong, with file, line and what was expected
   */
  public static Mapping read(Path file) {
    try {
      return YAML.readValue(file.toFile(), Mapping.class);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new IllegalArgumentException(file + ":" + line + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " (expected: a readable YAML file)", e);
    }
  }

  /** What a file is written in. */
  enum Kind {
    /** Separated values, quotes as in RFC 4180. */
    CSV,
    /** Separated values in which a quote means nothing. */
    PLAIN,
    @JsonProperty("json-lines")
    JSON_LINES,
    /** Lines that a regular expression with named groups takes apart. */
    LINES
  }

  /** In which order an archive's files are read. */
  enum Order {
    ARCHIVE,
    NAME
  }

  /**
   * How to read the data.
   *
   * @param separator between values, default {@code ,}
   * @param columns their names where the file has no header
   * @param pattern of {@link Kind#LINES}, with named groups
   * @param files which files of an archive, a glob; default all
   */
  record Format(
      Kind kind, char separator, List<String> columns, String pattern, String files, Order order) {
    @JsonCreator
    Format(
        @JsonProperty(value = "kind", required = true) Kind kind,
        @JsonProperty("separator") @Nullable String separator,
        @JsonProperty("columns") @Nullable List<String> columns,
        @JsonProperty("pattern") @Nullable String pattern,
        @JsonProperty("files") @Nullable String files,
        @JsonProperty("order") @Nullable Order order) {
      this(
          kind,
          separator == null ? ',' : separator.charAt(0),
          columns == null ? List.of() : columns,
          pattern == null ? "" : pattern,
          files == null ? "**" : files,
          order == null ? Order.ARCHIVE : order);
    }
  }

  /**
   * One event of a row.
   *
   * @param when regular expressions that columns must match; a missing value is empty text
   */
  record EventMapping(
      Template type,
      Template id,
      Template source,
      Template subject,
      TimeField time,
      Map<String, DataField> data,
      Map<String, Pattern> when) {
    @JsonCreator
    EventMapping(
        @JsonProperty(value = "type", required = true) String type,
        @JsonProperty(value = "id", required = true) String id,
        @JsonProperty(value = "source", required = true) String source,
        @JsonProperty(value = "subject", required = true) String subject,
        @JsonProperty(value = "time", required = true) TimeField time,
        @JsonProperty(value = "data", required = true) Map<String, DataField> data,
        @JsonProperty("when") @Nullable Map<String, Pattern> when) {
      this(
          new Template(type),
          new Template(id),
          new Template(source),
          new Template(subject),
          time,
          data,
          when == null ? Map.of() : when);
    }

    boolean fits(Row row) {
      for (Map.Entry<String, Pattern> one : when.entrySet()) {
        if (!one.getValue()
            .matcher(Objects.requireNonNullElse(row.find(one.getKey()), ""))
            .find()) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Event time: of a column, or counted on from a start where the data has none.
   *
   * @param pattern {@code epoch-millis}, {@code epoch-seconds}, {@code iso}, or a pattern of {@link
   *     java.time.format.DateTimeFormatter} in English; times without offset are of the zone that
   *     is given beside it, default UTC
   * @param step time between two rows of a file, counted from {@code start}
   */
  record TimeField(Template value, TimePattern pattern, @Nullable Instant start, Duration step) {
    @JsonCreator
    TimeField(
        @JsonProperty("value") @Nullable String value,
        @JsonProperty("pattern") @Nullable String pattern,
        @JsonProperty("zone") @Nullable String zone,
        @JsonProperty("start") @Nullable String start,
        @JsonProperty("step") @Nullable String step) {
      this(
          new Template(value == null ? "" : value),
          new TimePattern(
              pattern == null ? "iso" : pattern, zone == null ? ZoneOffset.UTC : ZoneId.of(zone)),
          start == null ? null : Instant.parse(start),
          step == null ? Duration.ZERO : Duration.parse(step));
    }

    /** The time as RFC 3339; the text as it is where it is no time; null where there is none. */
    @Nullable String fill(Row row) {
      if (start != null) {
        return start.plus(step.multipliedBy(row.number() - 1)).toString();
      }
      String text = value.fill(row);
      return text == null ? null : pattern.rfc3339(text);
    }
  }

  /** The JSON type of a field of the data. */
  enum Type {
    STRING,
    INTEGER,
    DECIMAL,
    BOOLEAN,
    /** A decimal: the exact product of factors that are joined by {@code *}. */
    PRODUCT
  }

  /**
   * A field of the data; written short as a text where it is a string. It is left out where its
   * columns are empty, and kept as a string where it is not of its type, so that the accept rule
   * says so.
   */
  record DataField(Template value, Type type) {
    @JsonCreator
    DataField(
        @JsonProperty(value = "value", required = true) String value,
        @JsonProperty("type") @Nullable Type type) {
      this(new Template(value), type == null ? Type.STRING : type);
    }

    @JsonCreator
    DataField(String value) {
      this(new Template(value), Type.STRING);
    }
  }
}
