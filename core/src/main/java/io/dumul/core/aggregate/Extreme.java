package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * The smallest or largest of a number field, in canonical form, so that {@code 1.0} and {@code
 * 1.00} are one answer; JSON null of no events.
 *
 * @param pick which of two to keep
 */
record Extreme(BinaryOperator<BigDecimal> pick) implements Aggregate<Optional<BigDecimal>> {
  private static final byte VERSION = 1;

  @Override
  public Optional<BigDecimal> empty() {
    return Optional.empty();
  }

  @Override
  public Optional<BigDecimal> add(Optional<BigDecimal> state, Observation observation) {
    return merge(state, Optional.of(Decimals.canonical(Decimals.of(observation))));
  }

  @Override
  public Optional<BigDecimal> merge(Optional<BigDecimal> left, Optional<BigDecimal> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? right : left;
    }
    return Optional.of(pick.apply(left.get(), right.get()));
  }

  @Override
  public Presented present(Optional<BigDecimal> state) {
    return new Presented(state.map(Decimals::json).orElse(NullNode.getInstance()), null);
  }

  @Override
  public byte[] encode(Optional<BigDecimal> state) {
    StateWriter out = new StateWriter(VERSION);
    state.ifPresent(number -> Decimals.write(out, number));
    return out.done();
  }

  @Override
  public Optional<BigDecimal> decode(byte[] bytes) {
    StateReader in = new StateReader(bytes, VERSION);
    return in.remaining() == 0 ? empty() : in.end(Optional.of(Decimals.read(in)));
  }

  @Override
  public boolean exact() {
    return true;
  }
}
