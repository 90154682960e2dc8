package io.dumul.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import io.dumul.core.definition.EventType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The compiled JSON Schemas of event types; safe for many threads. */
final class Schemas {
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder()
          .formatAssertionsEnabled(true)
          .failFast(true)
          .pathType(PathType.JSON_POINTER)
          .locale(Locale.ROOT)
          .build();

  private final Map<String, JsonSchema> byType = new HashMap<>();

  Schemas(Iterable<EventType> types) {
    for (EventType type : types) {
      byType.put(type.name(), compile(type.schema()));
    }
  }

  private static JsonSchema compile(JsonNode document) {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder ->
                    builder.schemaLoaders(
                        loaders -> loaders.add(DisallowSchemaLoader.getInstance())))
            .getSchema(document, CONFIG);
    schema.initializeValidators();
    return schema;
  }

  boolean knows(String type) {
    return byType.containsKey(type);
  }

  /** The first thing that is wrong with the data; null where nothing is. */
  @Nullable ValidationMessage check(String type, JsonNode data) {
    JsonSchema schema = byType.get(type);
    if (schema == null) {
      throw new IllegalArgumentException("type: " + type + " (expected: a known one)");
    }
    Set<ValidationMessage> messages = schema.validate(data);
    return messages.isEmpty() ? null : messages.iterator().next();
  }
}
