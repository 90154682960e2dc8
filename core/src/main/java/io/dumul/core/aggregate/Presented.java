package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A state as people read it.
 *
 * @param value a number, string, object, array, or JSON null where there is nothing to say (the
 *     mean of no events)
 * @param bound for sketches what the value may be off by, as {@code
 *     {"lower":..,"upper":..,"confidence":0.95}}; null where exact
 */
public record Presented(JsonNode value, @Nullable JsonNode bound) {}
