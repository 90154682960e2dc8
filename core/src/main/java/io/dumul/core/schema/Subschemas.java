package io.dumul.core.schema;

import java.util.Set;

/** The keywords of JSON Schema 2020-12 that hold schemas, by how they hold them. */
public final class Subschemas {
  /** The value is a schema. */
  public static final Set<String> ONE =
      Set.of(
          "additionalProperties",
          "propertyNames",
          "items",
          "contains",
          "not",
          "if",
          "then",
          "else",
          "unevaluatedProperties",
          "unevaluatedItems",
          "contentSchema");

  /** The value is an array of schemas. */
  public static final Set<String> SEVERAL = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

  /** The value is an object of schemas by name. */
  public static final Set<String> NAMED =
      Set.of("properties", "patternProperties", "dependentSchemas", "$defs");

  private Subschemas() {}
}
