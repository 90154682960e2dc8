package io.dumul.core.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.schema.CompiledSchema;
import io.dumul.core.schema.Mismatch;
import io.dumul.core.schema.SchemaCompiler;
import java.net.URI;
import java.util.List;

/** Reads an event type from its JSON Schema document. */
final class EventFile {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final String VERSION = "MODEL-REVISION-ADDITION, as 1-0-0";
  private static final CompiledSchema META =
      SchemaCompiler.strict().compile(JsonNodeFactory.instance.objectNode().put("$ref", DIALECT));

  private EventFile() {}

  static EventType read(Located file) {
    String dialect = file.need("$schema", DIALECT).text(DIALECT);
    if (!dialect.equals(DIALECT)) {
      throw file.need("$schema", DIALECT).wrong(DIALECT);
    }
    SchemaShape.check(file);
    meta(file);
    identity(file);
    file.need("title", "a short name").text("a short name");
    if (!file.need("type", "object").value().asText().equals("object")) {
      throw file.need("type", "object").wrong("object");
    }
    Located type = file.need("x-type", "the event type, as order.placed");
    return new EventType(
        type.matching("[A-Za-z0-9][A-Za-z0-9._-]{0,127}", "letters, digits, dots, as order.placed"),
        version(file.need("x-version", VERSION)),
        file.need("description", "one sentence").text("one sentence"),
        file.need("x-owner", "who answers for it").text("who answers for it"),
        plain(file.value()));
  }

  private static SchemaVersion version(Located version) {
    try {
      return SchemaVersion.parse(version.text(VERSION));
    } catch (IllegalArgumentException e) {
      throw version.wrong(VERSION);
    }
  }

  /** The document without Dumul's own keywords, which a validator would not know. */
  private static JsonNode plain(JsonNode document) {
    ObjectNode schema = document.deepCopy();
    schema.remove(List.of("x-type", "x-version", "x-owner"));
    return schema;
  }

  private static void identity(Located file) {
    Located id = file.need("$id", "an absolute URI");
    String text = id.text("an absolute URI");
    try {
      if (!new URI(text).isAbsolute()) {
        throw id.wrong("an absolute URI");
      }
    } catch (java.net.URISyntaxException e) {
      throw id.wrong("an absolute URI");
    }
  }

  private static void meta(Located file) {
    Mismatch first = META.first(file.value());
    if (first != null) {
      throw SchemaShape.at(file, first.path())
          .at(first.path() + ": " + first.found(), first.expected() + ", in a JSON Schema 2020-12");
    }
  }
}
