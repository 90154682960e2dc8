package io.dumul.batch.functions;

import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Observation;
import io.dumul.core.definition.Metric;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one metric while Spark folds it. It travels as bytes (metric id, then the
 * aggregate's own): Spark reads states with a plain ObjectInputStream, which does not find classes
 * of the application's jar under spark-submit, but finds {@code byte[]}.
 */
final class FoldState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final transient ShippedDefinitions definitions;
  private transient @Nullable Held<?> held;

  FoldState(ShippedDefinitions definitions) {
    this.definitions = definitions;
  }

  /** Takes back what {@link #writeReplace} made, or a state that never left this JVM. */
  static FoldState of(Serializable state, ShippedDefinitions definitions) {
    if (state instanceof FoldState here) {
      return here;
    }
    FoldState arrived = new FoldState(definitions);
    ByteBuffer bytes = ByteBuffer.wrap((byte[]) state);
    if (bytes.hasRemaining()) {
      long metric = bytes.getLong();
      byte[] encoded = new byte[bytes.remaining()];
      bytes.get(encoded);
      arrived.merge(metric, encoded);
    }
    return arrived;
  }

  void add(long metric, Observation observation) {
    held(metric).add(observation);
  }

  void merge(long metric, byte[] encoded) {
    held(metric).merge(encoded);
  }

  void merge(FoldState other) {
    if (other.held != null) {
      merge(other.held.metric, other.held.encode());
    }
  }

  byte @Nullable [] encode() {
    return held == null ? null : held.encode();
  }

  private Held<?> held(long metric) {
    if (held == null) {
      held = Held.empty(metric, aggregate(definitions, metric));
    }
    if (held.metric != metric) {
      throw new IllegalArgumentException(
          "metric_id: "
              + metric
              + " (expected: one metric in each group, here "
              + held.metric
              + "; add metric_id to GROUP BY)");
    }
    return held;
  }

  static Aggregate<?> aggregate(ShippedDefinitions definitions, long id) {
    Metric metric = definitions.get().metric(id);
    if (metric == null) {
      throw new IllegalArgumentException(
          "metric_id: " + id + " (expected: the id of a metric that is defined)");
    }
    return metric.aggregate();
  }

  Object writeReplace() {
    byte[] encoded = encode();
    if (held == null || encoded == null) {
      return new byte[0];
    }
    return ByteBuffer.allocate(8 + encoded.length).putLong(held.metric).put(encoded).array();
  }

  private static final class Held<S> {
    private final long metric;
    private final Aggregate<S> aggregate;
    private S state;

    private Held(long metric, Aggregate<S> aggregate) {
      this.metric = metric;
      this.aggregate = aggregate;
      this.state = aggregate.empty();
    }

    static <S> Held<S> empty(long metric, Aggregate<S> aggregate) {
      return new Held<>(metric, aggregate);
    }

    void add(Observation observation) {
      state = aggregate.add(state, observation);
    }

    void merge(byte[] encoded) {
      state = aggregate.merge(state, aggregate.decode(encoded));
    }

    byte[] encode() {
      return aggregate.encode(state);
    }
  }
}
