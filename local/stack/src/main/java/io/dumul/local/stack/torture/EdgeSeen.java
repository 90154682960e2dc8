package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a reader sees of a live edge.
 *
 * @param properties as texts; those without a value are left out
 */
record EdgeSeen(String source, String target, long version, SortedMap<String, String> properties) {
  EdgeSeen {
    properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
  }

  /** An edge of an answer. */
  static EdgeSeen of(JsonNode edge) {
    SortedMap<String, String> properties = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : edge.path("properties").properties()) {
      if (!each.getValue().isNull()) {
        properties.put(each.getKey(), each.getValue().asText());
      }
    }
    return new EdgeSeen(
        edge.path("source").asText(),
        edge.path("target").asText(),
        edge.path("version").asLong(),
        properties);
  }
}
