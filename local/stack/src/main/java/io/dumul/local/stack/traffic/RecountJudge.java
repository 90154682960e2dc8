package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The accept rule once more, written apart and plainly: true or false, without a reason. */
final class RecountJudge {
  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();

  private static final Pattern URI =
      Pattern.compile("([A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}){1,1024}");
  private static final Pattern JSON_TYPE =
      Pattern.compile("(?i)[\\w.+-]+/([\\w.+-]+\\+)?json\\s*(;.*)?");
  private static final Pattern LATER = Pattern.compile("-(0|[1-9]\\d{0,8})-(0|[1-9]\\d{0,8})$");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]([01]\\d|2[0-3]):\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)");

  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxDocumentLength(1 << 20)
                          .maxNumberLength(400)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private final Map<String, JsonNode> documents = new HashMap<>();
  private final Map<String, Schema> schemas = new HashMap<>();
  private final Duration lateness;
  private final Duration ahead;

  RecountJudge(Path definitions) {
    try (Stream<Path> files = Files.list(definitions.resolve("events"))) {
      for (Path file : files.toList()) {
        JsonNode document = json.readTree(Files.readString(file));
        String type = document.path("x-type").asText();
        documents.put(type, document);
        schemas.put(
            type,
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaRegistryConfig(CONFIG))
                .getSchema(document));
      }
      JsonNode time = new YAMLMapper().readTree(definitions.resolve("time.yaml").toFile());
      lateness = Duration.parse(time.path("lateness").asText());
      ahead = Duration.parse(time.path("ahead").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(definitions + ": cannot be read", e);
    }
  }

  /** The types' schemas. */
  Map<String, JsonNode> documents() {
    return documents;
  }

  /** Before this an event is late, and forgotten by the duplicate check; MIN before a barrier. */
  Instant horizon(Instant closing) {
    return closing.equals(Instant.MIN) ? closing : closing.minus(lateness);
  }

  /** An event that counts, and its time to the microsecond. */
  record Taken(JsonNode event, Instant time) {}

  /** The event, if it is one that counts; else null. */
  @Nullable Taken accept(
      byte @Nullable [] key, byte @Nullable [] value, Instant appendTime, Instant closing) {
    JsonNode event = value == null ? null : parse(value);
    if (event == null || key == null || !envelope(event)) {
      return null;
    }
    String subject = event.path("subject").asText();
    Instant time = time(event);
    Schema schema = schemas.get(event.path("type").asText());
    if (time == null
        || schema == null
        || !java.util.Arrays.equals(key, subject.getBytes(StandardCharsets.UTF_8))
        || !version(event)
        || !schema.validate(event.path("data")).isEmpty()
        || !RecountRules.hold(
            Objects.requireNonNull(documents.get(event.path("type").asText())),
            event.path("data"),
            time)) {
      return null;
    }
    Instant latest = (appendTime.isAfter(closing) ? appendTime : closing).plus(ahead);
    return time.isBefore(horizon(closing)) || time.isAfter(latest) ? null : new Taken(event, time);
  }

  /** The schema that an event names is its type's, and none that is newer than it. */
  private boolean version(JsonNode event) {
    if (!event.path("dataschema").isTextual()) {
      return true;
    }
    JsonNode document = Objects.requireNonNull(documents.get(event.path("type").asText()));
    String id = document.path("$id").asText();
    String named = event.path("dataschema").textValue();
    Matcher own = LATER.matcher(document.path("x-version").asText());
    Matcher later = LATER.matcher(named);
    if (named.equals(id)) {
      return true;
    }
    if (!named.startsWith(id) || !later.find(id.length()) || !own.find()) {
      return false;
    }
    return later.start() == id.length() && number(later) <= number(own);
  }

  /** A revision and an addition, as one number that grows with them. */
  private static long number(Matcher version) {
    return Long.parseLong(version.group(1)) * 1_000_000_000 + Long.parseLong(version.group(2));
  }

  private @Nullable JsonNode parse(byte[] value) {
    if (value.length > 1 << 20) {
      return null;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      JsonNode node = json.readTree(text);
      return node.isObject() && sane(node) ? node : null;
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  /** No number that is huge, no text with half of a surrogate pair. */
  private static boolean sane(JsonNode node) {
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      return number.precision() <= 100 && number.scale() <= 300 && number.scale() >= -200;
    }
    if (node.isTextual()) {
      return whole(node.textValue());
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      if (!whole(names.next())) {
        return false;
      }
    }
    for (JsonNode inner : node) {
      if (!sane(inner)) {
        return false;
      }
    }
    return true;
  }

  private static boolean whole(String text) {
    return text.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }

  private static boolean envelope(JsonNode event) {
    for (Map.Entry<String, JsonNode> one : event.properties()) {
      JsonNode value = one.getValue();
      boolean plain = value.isTextual() || value.isBoolean() || value.isInt() || value.isNull();
      if (!one.getKey().equals("data") && !(plain && NAME.matcher(one.getKey()).matches())) {
        return false;
      }
    }
    for (String name : new String[] {"id", "source", "type", "subject"}) {
      String text = event.path(name).isTextual() ? event.path(name).textValue() : "";
      if (text.isEmpty() || text.length() > 1024) {
        return false;
      }
    }
    return event.path("specversion").asText().equals("1.0")
        && event.path("specversion").isTextual()
        && event.path("data").isObject()
        && URI.matcher(event.path("source").textValue()).matches()
        && optional(event.path("dataschema"), URI)
        && optional(event.path("datacontenttype"), JSON_TYPE);
  }

  private static boolean optional(JsonNode value, Pattern pattern) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && pattern.matcher(value.textValue()).matches());
  }

  /** Event time to the microsecond; null where it is none. */
  private static @Nullable Instant time(JsonNode event) {
    String text = event.path("time").asText();
    if (!TIME.matcher(text).matches()) {
      return null;
    }
    try {
      String fine = text.toUpperCase(java.util.Locale.ROOT).replaceFirst("(\\.\\d{9})\\d+", "$1");
      int offset = fine.endsWith("Z") ? fine.length() - 1 : fine.length() - 6;
      String local = fine.substring(0, offset) + "Z";
      return OffsetDateTime.parse(local)
          .toInstant()
          .minusSeconds(seconds(fine.substring(offset)))
          .truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** An offset in seconds; up to 23:59, more than the JDK's own offsets can be. */
  private static long seconds(String offset) {
    if (offset.equals("Z")) {
      return 0;
    }
    long seconds =
        Long.parseLong(offset.substring(1, 3)) * 3600 + Long.parseLong(offset.substring(4)) * 60;
    return offset.startsWith("-") ? -seconds : seconds;
  }
}
