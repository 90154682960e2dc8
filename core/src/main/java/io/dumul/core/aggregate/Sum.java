package io.dumul.core.aggregate;

import java.math.BigDecimal;

/**
 * The exact sum of a number field. Its scale is the largest of its addends' (at least 0), so {@code
 * 1.50 + 1} is {@code 2.50} in every order. The sum of no events is 0.
 */
record Sum() implements Aggregate<BigDecimal> {
  private static final byte VERSION = 1;

  @Override
  public BigDecimal empty() {
    return BigDecimal.ZERO;
  }

  @Override
  public BigDecimal add(BigDecimal state, Observation observation) {
    return state.add(Decimals.of(observation));
  }

  @Override
  public BigDecimal merge(BigDecimal left, BigDecimal right) {
    return left.add(right);
  }

  @Override
  public Presented present(BigDecimal state) {
    return new Presented(Decimals.json(state), null);
  }

  @Override
  public byte[] encode(BigDecimal state) {
    StateWriter out = new StateWriter(VERSION);
    Decimals.write(out, state);
    return out.done();
  }

  @Override
  public BigDecimal decode(byte[] bytes) {
    StateReader in = new StateReader(bytes, VERSION);
    return in.end(Decimals.read(in));
  }

  @Override
  public boolean exact() {
    return true;
  }
}
