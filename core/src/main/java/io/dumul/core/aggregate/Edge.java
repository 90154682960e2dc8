package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * The first or last value in event time; equal times are decided by subject, then id, in the order
 * of UTF-16 units. JSON null of no events.
 *
 * @param pick which of two to keep, by {@link Moments#ORDER}
 * @param type how the value is presented
 */
record Edge(BinaryOperator<Observation> pick, ValueType type)
    implements Aggregate<Optional<Observation>> {
  private static final byte VERSION = 1;

  @Override
  public Optional<Observation> empty() {
    return Optional.empty();
  }

  @Override
  public Optional<Observation> add(Optional<Observation> state, Observation observation) {
    type.check(observation.field());
    return merge(state, Optional.of(observation));
  }

  @Override
  public Optional<Observation> merge(Optional<Observation> left, Optional<Observation> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? right : left;
    }
    return Optional.of(pick.apply(left.get(), right.get()));
  }

  @Override
  public Presented present(Optional<Observation> state) {
    JsonNode nothing = NullNode.getInstance();
    return new Presented(state.map(moment -> type.json(moment.field())).orElse(nothing), null);
  }

  @Override
  public byte[] encode(Optional<Observation> state) {
    StateWriter out = new StateWriter(VERSION);
    state.ifPresent(moment -> Moments.write(out, moment));
    return out.done();
  }

  @Override
  public Optional<Observation> decode(byte[] bytes) {
    StateReader in = new StateReader(bytes, VERSION);
    return in.remaining() == 0 ? empty() : in.end(Optional.of(Moments.read(in)));
  }

  @Override
  public boolean exact() {
    return true;
  }
}
