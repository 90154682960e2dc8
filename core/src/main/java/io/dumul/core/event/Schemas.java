package io.dumul.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.EventType;
import io.dumul.core.schema.CompiledSchema;
import io.dumul.core.schema.Mismatch;
import io.dumul.core.schema.SchemaCompiler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled JSON Schemas of event types; safe for many threads. */
final class Schemas {
  private final Map<String, CompiledSchema> byType = new HashMap<>();

  Schemas(Iterable<EventType> types) {
    for (EventType type : types) {
      byType.put(type.name(), SchemaCompiler.strict().compile(type.schema()));
    }
  }

  boolean knows(String type) {
    return byType.containsKey(type);
  }

  /** The first thing that is wrong with the data; null where nothing is. */
  @Nullable Mismatch first(String type, JsonNode data) {
    return schema(type).first(data);
  }

  /** All that is wrong with the data. */
  List<Mismatch> all(String type, JsonNode data) {
    return schema(type).all(data);
  }

  private CompiledSchema schema(String type) {
    CompiledSchema schema = byType.get(type);
    if (schema == null) {
      throw new IllegalArgumentException("type: " + type + " (expected: a known one)");
    }
    return schema;
  }
}
