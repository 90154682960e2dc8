package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;

/**
 * The population variance of a number field: exact count, sum and sum of squares inside; {@code (n
 * * squares - sum^2) / n^2} is divided when presented, to 34 digits half to even. JSON null of no
 * events, 0 of one.
 */
record Variance() implements Aggregate<Variance.State> {
  private static final byte VERSION = 1;

  record State(long count, BigDecimal sum, BigDecimal squares) {}

  @Override
  public State empty() {
    return new State(0, BigDecimal.ZERO, BigDecimal.ZERO);
  }

  @Override
  public State add(State state, Observation observation) {
    BigDecimal number = Decimals.of(observation);
    return merge(state, new State(1, number, number.multiply(number)));
  }

  @Override
  public State merge(State left, State right) {
    return new State(
        left.count + right.count, left.sum.add(right.sum), left.squares.add(right.squares));
  }

  @Override
  public Presented present(State state) {
    if (state.count == 0) {
      return new Presented(NullNode.getInstance(), null);
    }
    BigDecimal n = BigDecimal.valueOf(state.count);
    BigDecimal spread = n.multiply(state.squares).subtract(state.sum.multiply(state.sum));
    return new Presented(Decimals.json(Decimals.divide(spread, n.multiply(n))), null);
  }

  @Override
  public byte[] encode(State state) {
    StateWriter out = new StateWriter(VERSION).unsigned(state.count);
    Decimals.write(out, state.sum);
    Decimals.write(out, state.squares);
    return out.done();
  }

  @Override
  public State decode(byte[] bytes) {
    StateReader in = new StateReader(bytes, VERSION);
    return in.end(new State(in.unsigned(), Decimals.read(in), Decimals.read(in)));
  }

  @Override
  public boolean exact() {
    return true;
  }
}
