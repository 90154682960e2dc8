package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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
  private final RecountModes modes;
  private final Duration lateness;
  private final Duration ahead;

  RecountJudge(Path definitions) {
    try (Stream<Path> files = Files.list(definitions.resolve("events"))) {
      for (Path file : files.toList()) {
        JsonNode document = json.readTree(Files.readString(file));
        documents.put(document.path("x-type").asText(), document);
      }
      documents.putAll(RecountTables.documents(definitions));
      documents.forEach((type, document) -> schemas.put(type, schema(document)));
      JsonNode time = new YAMLMapper().readTree(definitions.resolve("time.yaml").toFile());
      lateness = Duration.parse(time.path("lateness").asText());
      ahead = Duration.parse(time.path("ahead").asText());
      modes = RecountModes.read(definitions);
    } catch (IOException e) {
      throw new UncheckedIOException(definitions + ": cannot be read", e);
    }
  }

  private static Schema schema(JsonNode document) {
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(CONFIG))
        .getSchema(document);
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

  /**
   * What a record is.
   *
   * @param event its JSON; null where it has none
   * @param taken the event, if it is one that counts; else null
   * @param reason why it does not count, or what is wrong with one that is observed; else empty
   * @param path where it is wrong
   */
  record Judged(@Nullable JsonNode event, @Nullable Taken taken, String reason, String path) {}

  Judged judge(
      byte @Nullable [] key, byte @Nullable [] value, Instant appendTime, Instant closing) {
    if (value != null && value.length > 1 << 20) {
      return new Judged(null, null, "TOO_LARGE", "");
    }
    JsonNode event = value == null ? null : parse(value);
    if (event == null) {
      return new Judged(null, null, "MALFORMED", "");
    }
    String wrong = envelope(event, key);
    if (wrong != null) {
      return new Judged(event, null, "ENVELOPE", wrong);
    }
    Instant time = Objects.requireNonNull(time(event));
    String reason = content(event, time);
    boolean counts = reason.isEmpty() || (known(event) && modes.observe(event));
    Instant latest = (appendTime.isAfter(closing) ? appendTime : closing).plus(ahead);
    if (counts && time.isBefore(horizon(closing))) {
      return judged(event, null, "LATE /time");
    }
    if (counts && time.isAfter(latest)) {
      return judged(event, null, "FUTURE /time");
    }
    return judged(event, counts ? new Taken(newest(event), time) : null, reason);
  }

  private static Judged judged(JsonNode event, @Nullable Taken taken, String reason) {
    int space = Math.max(0, reason.indexOf(' '));
    return new Judged(event, taken, reason.substring(0, space), reason.substring(space).strip());
  }

  private boolean known(JsonNode event) {
    return schemas.containsKey(event.path("type").asText());
  }

  /** What is wrong with what the event says, and where; empty where nothing is. */
  private String content(JsonNode event, Instant time) {
    Schema schema = schemas.get(event.path("type").asText());
    if (schema == null) {
      return "UNKNOWN_TYPE /type";
    }
    JsonNode document = Objects.requireNonNull(documents.get(event.path("type").asText()));
    if (!RecountOlder.isKnown(document, event)) {
      return "UNKNOWN_VERSION /dataschema";
    }
    JsonNode data = newest(event).path("data");
    for (Error error : schema.validate(data)) {
      String property = error.getProperty() == null ? "" : "/" + error.getProperty();
      return "SCHEMA /data" + pointer(error.getInstanceLocation().toString()) + property;
    }
    return hasItsSubject(document, event, data) && RecountRules.hold(document, data, time)
        ? ""
        : "SEMANTIC_RULE /data";
  }

  private static boolean hasItsSubject(JsonNode document, JsonNode event, JsonNode data) {
    JsonNode field = document.path("x-subject");
    return field.isMissingNode()
        || event.path("subject").asText().equals(data.path(field.asText()).asText());
  }

  /** The validator's own paths are like {@code $.items[0].price}. */
  private static String pointer(String path) {
    return path.replaceFirst("^\\$", "").replaceAll("\\[(\\d+)]", ".$1").replace('.', '/');
  }

  /** The event as it is read. */
  private JsonNode newest(JsonNode event) {
    return RecountOlder.newest(
        Objects.requireNonNull(documents.get(event.path("type").asText())), event);
  }

  private @Nullable JsonNode parse(byte[] value) {
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

  /** The attribute that is wrong first; null where none is. */
  private static @Nullable String envelope(JsonNode event, byte @Nullable [] key) {
    for (Map.Entry<String, JsonNode> one : event.properties()) {
      JsonNode value = one.getValue();
      boolean plain = value.isTextual() || value.isBoolean() || value.isInt() || value.isNull();
      if (!one.getKey().equals("data") && !(plain && NAME.matcher(one.getKey()).matches())) {
        return "/" + one.getKey();
      }
    }
    Map<String, Boolean> right = new LinkedHashMap<>();
    right.put("specversion", event.path("specversion").equals(TextNode.valueOf("1.0")));
    right.put("id", text(event, "id"));
    right.put("source", text(event, "source") && optional(event.path("source"), URI));
    right.put("type", text(event, "type"));
    right.put("time", event.path("time").isTextual() && time(event) != null);
    right.put("subject", text(event, "subject"));
    right.put("datacontenttype", optional(event.path("datacontenttype"), JSON_TYPE));
    right.put("dataschema", optional(event.path("dataschema"), URI));
    for (Map.Entry<String, Boolean> one : right.entrySet()) {
      if (!one.getValue()) {
        return "/" + one.getKey();
      }
    }
    byte[] subject = event.path("subject").textValue().getBytes(StandardCharsets.UTF_8);
    if (!java.util.Arrays.equals(key, subject)) {
      return "/subject";
    }
    return event.path("data").isObject() ? null : "/data";
  }

  private static boolean text(JsonNode event, String name) {
    JsonNode value = event.path(name);
    return value.isTextual() && !value.textValue().isEmpty() && value.textValue().length() <= 1024;
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
