package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.schema.CompiledSchema;
import io.dumul.core.schema.Mismatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges documents of strangers, of which some are more than the validator can take. */
final class Judging {
  private Judging() {}

  /** The first thing that is wrong with a document; null where nothing is. */
  static @Nullable Mismatch first(CompiledSchema schema, JsonNode document) {
    try {
      return schema.first(document);
    } catch (RuntimeException e) {
      return tooMuch(e);
    }
  }

  /** All that is wrong with a document. */
  static List<Mismatch> all(CompiledSchema schema, JsonNode document) {
    try {
      return schema.all(document);
    } catch (RuntimeException e) {
      return List.of(tooMuch(e));
    }
  }

  private static Mismatch tooMuch(RuntimeException e) {
    String found = String.valueOf(e.getMessage());
    String brief = found.length() > 200 ? found.substring(0, 200) + "..." : found;
    return new Mismatch("", "validator", brief, "a document and schema that can be judged");
  }
}
