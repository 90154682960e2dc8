package io.dumul.core.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.rule.Rule;
import java.util.List;

/**
 * An event type: what its data must look like.
 *
 * @param name the CloudEvents {@code type}, as {@code order.placed}
 * @param schema JSON Schema 2020-12 of the {@code data} attribute
 * @param rules what the data must fulfil beyond it, in the order in which they are judged
 */
public record EventType(
    String name,
    SchemaVersion version,
    String description,
    String owner,
    JsonNode schema,
    List<Rule> rules) {}
