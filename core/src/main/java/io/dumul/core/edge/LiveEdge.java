package io.dumul.core.edge;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An edge as readers see it.
 *
 * @param version the newest version of any mutation that is in it
 * @param id what identifies an edge of a multi-edge table; else null
 * @param properties every property of the table, null where it has no value
 */
public record LiveEdge(
    long version,
    Object source,
    Object target,
    @Nullable Object id,
    Map<String, @Nullable Object> properties) {
  public LiveEdge {
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
  }

  /** A property, or what every edge has: version, source, target, id. */
  @Nullable Object field(String name) {
    return switch (name) {
      case "version" -> version;
      case "source", "_source" -> source;
      case "target", "_target" -> target;
      case "_id" -> id;
      default -> properties.get(name);
    };
  }
}
