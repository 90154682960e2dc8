package io.dumul.core.definition;

import io.dumul.core.aggregate.Observation;
import io.dumul.core.view.Entity;

/**
 * What one accepted event gives to one metric.
 *
 * @param bucket start of the bucket, epoch seconds
 * @param day the local day, in the metric's time zone, on which the bucket starts, counted from
 *     1970-01-01
 */
public record Contribution(
    Metric metric, Entity entity, long bucket, int day, Observation observation) {}
