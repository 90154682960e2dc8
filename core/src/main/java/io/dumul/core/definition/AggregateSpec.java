package io.dumul.core.definition;

import java.util.Map;

/**
 * The aggregate as a definition names it.
 *
 * @param kind count, sum, min, max, mean, variance, distinct, quantiles, top-k, first, last, last-k
 * @param parameters the settings of the kind, as {@code k: 10}
 */
public record AggregateSpec(String kind, Map<String, String> parameters) {}
