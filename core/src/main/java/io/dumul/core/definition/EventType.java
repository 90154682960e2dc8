package io.dumul.core.definition;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event type: what its data must look like.
 *
 * @param name the CloudEvents {@code type}, as {@code order.placed}
 * @param schema JSON Schema 2020-12 of the {@code data} attribute
 */
public record EventType(
    String name, SchemaVersion version, String description, String owner, JsonNode schema) {}
