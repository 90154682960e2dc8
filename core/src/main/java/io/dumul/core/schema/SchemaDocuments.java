package io.dumul.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Schemas that references may refer to, by absolute URI. */
public final class SchemaDocuments {
  private final Map<String, String> texts = new HashMap<>();

  private SchemaDocuments() {}

  public static SchemaDocuments of(Map<String, JsonNode> byUri) {
    SchemaDocuments all = new SchemaDocuments();
    byUri.forEach((uri, schema) -> all.texts.put(uri, SchemaCompiler.usual(schema).toString()));
    return all;
  }

  /** The URIs. */
  public Set<String> uris() {
    return Set.copyOf(texts.keySet());
  }

  @Nullable String text(String uri) {
    return texts.get(uri);
  }
}
