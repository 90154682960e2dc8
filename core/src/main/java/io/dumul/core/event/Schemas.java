package io.dumul.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.EventType;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.schema.CompiledSchema;
import io.dumul.core.schema.Mismatch;
import io.dumul.core.schema.SchemaCompiler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled JSON Schemas of event types; safe for many threads. */
final class Schemas {
  private final Map<String, Known> byType = new HashMap<>();

  /**
   * A type's schema.
   *
   * @param id the schema's {@code $id}
   */
  private record Known(CompiledSchema schema, String id, SchemaVersion version) {
    /** Events of an older revision or addition are judged by the newest one. */
    boolean is(String dataschema) {
      if (dataschema.equals(id)) {
        return true;
      }
      if (!dataschema.startsWith(id + "-")) {
        return false;
      }
      String rest = version.model() + dataschema.substring(id.length());
      return SchemaVersion.find(rest).filter(named -> named.compareTo(version) <= 0).isPresent();
    }

    String versions() {
      return id + ", or with -REVISION-ADDITION behind it, up to " + version;
    }
  }

  Schemas(Iterable<EventType> types) {
    for (EventType type : types) {
      CompiledSchema schema = SchemaCompiler.strict().compile(type.schema());
      String id = type.schema().path("$id").asText();
      byType.put(type.name(), new Known(schema, id, type.version()));
    }
  }

  boolean knows(String type) {
    return byType.containsKey(type);
  }

  /**
   * Whether an event's {@code dataschema} names the type's schema, in a version that is defined.
   */
  boolean knows(String type, String dataschema) {
    return known(type).is(dataschema);
  }

  /** What a {@code dataschema} may say. */
  String versions(String type) {
    return known(type).versions();
  }

  /** The first thing that is wrong with the data; null where nothing is. */
  @Nullable Mismatch first(String type, JsonNode data) {
    return known(type).schema().first(data);
  }

  /** All that is wrong with the data. */
  List<Mismatch> all(String type, JsonNode data) {
    return known(type).schema().all(data);
  }

  private Known known(String type) {
    Known known = byType.get(type);
    if (known == null) {
      throw new IllegalArgumentException("type: " + type + " (expected: a known one)");
    }
    return known;
  }
}
