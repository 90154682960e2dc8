package io.dumul.core.definition;

import io.dumul.core.aggregate.Observation;
import io.dumul.core.view.Entity;

/**
 * What one accepted event gives to one metric.
 *
 * @param bucket start of the bucket, epoch seconds
 */
public record Contribution(Metric metric, Entity entity, long bucket, Observation observation) {}
