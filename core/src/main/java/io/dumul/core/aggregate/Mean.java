package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;

/**
 * The arithmetic mean of a number field: exact count and exact sum inside, divided when presented,
 * to 34 digits half to even; JSON null of no events.
 */
record Mean() implements Aggregate<Mean.State> {
  private static final byte VERSION = 1;

  record State(long count, BigDecimal sum) {}

  @Override
  public State empty() {
    return new State(0, BigDecimal.ZERO);
  }

  @Override
  public State add(State state, Observation observation) {
    return new State(state.count + 1, state.sum.add(Decimals.of(observation)));
  }

  @Override
  public State merge(State left, State right) {
    return new State(left.count + right.count, left.sum.add(right.sum));
  }

  @Override
  public Presented present(State state) {
    return new Presented(
        state.count == 0
            ? NullNode.getInstance()
            : Decimals.json(Decimals.divide(state.sum, BigDecimal.valueOf(state.count))),
        null);
  }

  @Override
  public byte[] encode(State state) {
    StateWriter out = new StateWriter(VERSION).unsigned(state.count);
    Decimals.write(out, state.sum);
    return out.done();
  }

  @Override
  public State decode(byte[] bytes) {
    StateReader in = new StateReader(bytes, VERSION);
    return in.end(new State(in.unsigned(), Decimals.read(in)));
  }

  @Override
  public boolean exact() {
    return true;
  }
}
