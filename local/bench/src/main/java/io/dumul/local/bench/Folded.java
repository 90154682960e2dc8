package io.dumul.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Observation;
import io.dumul.core.definition.Metric;
import io.dumul.core.view.Entity;

/** The state of one metric, key and bucket while it is folded. */
final class Folded<S> {
  private final Aggregate<S> aggregate;
  private S state;

  private Folded(Aggregate<S> aggregate, S state) {
    this.aggregate = aggregate;
    this.state = state;
  }

  static <S> Folded<S> empty(Aggregate<S> aggregate) {
    return new Folded<>(aggregate, aggregate.empty());
  }

  static <S> Folded<S> decode(Aggregate<S> aggregate, byte[] bytes) {
    return new Folded<>(aggregate, aggregate.decode(bytes));
  }

  Folded<S> add(Observation observation) {
    state = aggregate.add(state, observation);
    return this;
  }

  byte[] encode() {
    return aggregate.encode(state);
  }

  void total(Metric metric, Entity entity, long bucket, Totals totals) {
    JsonNode value = aggregate.present(state).value();
    totals.add(metric.name(), entity.keyText(), bucket, value.decimalValue());
  }
}
