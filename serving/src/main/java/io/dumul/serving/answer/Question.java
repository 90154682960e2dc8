package io.dumul.serving.answer;

import io.dumul.core.definition.Metric;
import io.dumul.core.view.Entity;

/**
 * One metric of one entity over some buckets.
 *
 * @param shape how the answer is to be laid out
 */
record Question(Metric metric, Entity entity, Range range, Shape shape) {

  /**
   * What stands in an answer beside the total.
   *
   * @param buckets each bucket
   * @param parts what the batch and the speed view say, apart
   */
  record Shape(boolean buckets, boolean parts) {}
}
