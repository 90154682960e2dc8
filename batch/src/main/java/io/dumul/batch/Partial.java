package io.dumul.batch;

import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Observation;

/**
 * The state of one metric, key and bucket while a task folds it, and about how much memory it
 * takes: measured again whenever it has several times as many observations.
 */
final class Partial<S> {
  /** What objects and the entry of a map take, beside what the state encodes to. */
  private static final int OVERHEAD = 300;

  private static final int MEASURED_EACH = 4;

  private final Aggregate<S> aggregate;
  private S state;
  private int weight = OVERHEAD;
  private int added;
  private int measure = MEASURED_EACH;

  private Partial(Aggregate<S> aggregate) {
    this.aggregate = aggregate;
    this.state = aggregate.empty();
  }

  static <S> Partial<S> of(Aggregate<S> aggregate) {
    return new Partial<>(aggregate);
  }

  /** Adds one; returns by how much it has grown, as far as that is measured. */
  int add(Observation observation) {
    state = aggregate.add(state, observation);
    if (++added < measure) {
      return 0;
    }
    measure *= MEASURED_EACH;
    int before = weight;
    weight = OVERHEAD + encode().length;
    return weight - before;
  }

  void merge(byte[] encoded) {
    state = aggregate.merge(state, aggregate.decode(encoded));
  }

  int weight() {
    return weight;
  }

  byte[] encode() {
    return aggregate.encode(state);
  }
}
