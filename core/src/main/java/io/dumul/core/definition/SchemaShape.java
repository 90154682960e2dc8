package io.dumul.core.definition;

import io.dumul.core.schema.SchemaCompiler;
import io.dumul.core.schema.Subschemas;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks what the meta-schema of JSON Schema leaves open: keywords that are not of 2020-12 (a
 * misspelled one would silently check nothing), patterns that could take long, and references to
 * other documents, to nothing, or round in a circle.
 */
final class SchemaShape {
  /** Dumul's own keywords. */
  static final Set<String> OWN =
      Set.of("x-type", "x-version", "x-owner", "x-rules", "x-trigger", "x-status", "x-supersedes");

  private static final Set<String> VALUES =
      Set.of(
          "$schema",
          "$id",
          "$anchor",
          "$ref",
          "$comment",
          "type",
          "enum",
          "const",
          "multipleOf",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "maxContains",
          "minContains",
          "maxProperties",
          "minProperties",
          "required",
          "dependentRequired",
          "title",
          "description",
          "default",
          "deprecated",
          "readOnly",
          "writeOnly",
          "examples",
          "format",
          "contentEncoding",
          "contentMediaType");

  private SchemaShape() {}

  /** The root document, which alone may have Dumul's keywords. */
  static void check(Located root) {
    for (Map.Entry<String, Located> field : root.fields().entrySet()) {
      if (!OWN.contains(field.getKey())) {
        keyword(field.getKey(), field.getValue());
      }
    }
    new SchemaReferences(root).check();
  }

  private static void schema(Located schema) {
    Located id = schema.find("$id");
    if (id != null) {
      throw id.wrong("an $id at the root only");
    }
    schema.fields().forEach(SchemaShape::keyword);
  }

  private static void keyword(String name, Located value) {
    if (Subschemas.ONE.contains(name)) {
      schema(value);
    } else if (Subschemas.SEVERAL.contains(name)) {
      value.items().forEach(SchemaShape::schema);
    } else if (Subschemas.NAMED.contains(name)) {
      if (name.equals("patternProperties")) {
        value.fields().forEach((pattern, inner) -> pattern(inner, pattern));
      }
      value.fields().values().forEach(SchemaShape::schema);
    } else if (!VALUES.contains(name)) {
      Set<String> known = new TreeSet<>(VALUES);
      known.addAll(Subschemas.ONE);
      known.addAll(Subschemas.SEVERAL);
      known.addAll(Subschemas.NAMED);
      throw value.at(value.path(), "a keyword of JSON Schema 2020-12, one of " + known);
    } else if (name.equals("$ref") && !value.value().asText().startsWith("#")) {
      throw value.wrong("a reference within this document, as #/$defs/money");
    } else if (name.equals("pattern")) {
      pattern(value, value.value().asText());
    }
  }

  private static void pattern(Located where, String pattern) {
    try {
      SchemaCompiler.checkPattern(pattern);
    } catch (IllegalArgumentException e) {
      throw where.at(
          where.path() + ": " + e.getMessage(),
          "a pattern of ECMA-262 without back references and looking around");
    }
  }

  /** The value at a JSON pointer, or the nearest one around it. */
  static Located at(Located root, String pointer) {
    Located found = root;
    for (String step : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
      String key = step.replace("~1", "/").replace("~0", "~");
      Located next = found.fields().get(key);
      if (next == null && key.matches("\\d{1,6}") && Integer.parseInt(key) < found.items().size()) {
        next = found.items().get(Integer.parseInt(key));
      }
      if (next == null) {
        return found;
      }
      found = next;
    }
    return found;
  }
}
