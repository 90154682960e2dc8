package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A table of edges as its file says, read anew.
 *
 * @param name with its database before a point, as in event types
 * @param path where its API is
 */
record EdgeSpec(
    String name, String path, List<String> properties, List<Index> indexes, List<Group> groups) {

  /** An index, and the fields it is in the order of; a minus before those that descend. */
  record Index(String name, List<String> fields) {}

  /**
   * A group over at most one field.
   *
   * @param field what it groups by; null for nothing
   * @param label how its ranges name the field or its bucket
   * @param bucket of a time in milliseconds; null where values themselves are grouped
   * @param summed the property that is summed; null where edges are counted
   */
  record Group(
      String name,
      @Nullable String field,
      String label,
      @Nullable DateTimeFormatter bucket,
      @Nullable String summed,
      String direction,
      boolean ranked) {
    boolean isKept(String asked) {
      return direction.equals("BOTH") || direction.equals(asked);
    }

    /** Where an edge counts; null where nowhere that can be asked for. */
    @Nullable String place(EdgeSeen edge) {
      String value = field == null ? "" : edge.properties().get(field);
      return value == null || bucket == null
          ? value
          : bucket.format(Instant.ofEpochMilli(Long.parseLong(value)));
    }

    long share(EdgeSeen edge) {
      return summed == null ? 1 : Long.parseLong(edge.properties().getOrDefault(summed, "0"));
    }
  }

  static EdgeSpec read(Path definitions, String table) {
    try {
      JsonNode file =
          new YAMLMapper().readTree(definitions.resolve("tables/" + table + ".yaml").toFile());
      String database = file.path("database").asText();
      JsonNode schema = file.path("schema");
      List<Index> indexes = new ArrayList<>();
      schema.path("indexes").forEach(each -> indexes.add(index(each)));
      List<Group> groups = new ArrayList<>();
      schema.path("groups").forEach(each -> groups.add(group(each)));
      return new EdgeSpec(
          database + "." + table,
          "/graph/v3/databases/" + database + "/tables/" + table,
          schema.path("properties").findValuesAsText("name"),
          indexes,
          groups);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Index index(JsonNode index) {
    List<String> fields = new ArrayList<>();
    for (JsonNode field : index.path("fields")) {
      String sign = field.path("order").asText().equals("DESC") ? "-" : "";
      fields.add(sign + field.path("field").asText());
    }
    return new Index(index.path("index").asText(), fields);
  }

  private static Group group(JsonNode group) {
    JsonNode field = group.at("/fields/0");
    JsonNode bucket = field.path("bucket");
    String name = field.path("name").asText();
    return new Group(
        group.path("group").asText(),
        field.isMissingNode() ? null : name,
        bucket.isMissingNode() ? name : bucket.path("name").asText(),
        bucket.isMissingNode() ? null : formatter(bucket),
        group.path("type").asText().equals("SUM") ? group.path("valueField").asText() : null,
        group.path("directionType").asText("BOTH"),
        group.path("ranked").asBoolean());
  }

  private static DateTimeFormatter formatter(JsonNode bucket) {
    return DateTimeFormatter.ofPattern(bucket.path("format").asText(), Locale.ROOT)
        .withZone(ZoneOffset.of(bucket.path("timezone").asText()));
  }
}
