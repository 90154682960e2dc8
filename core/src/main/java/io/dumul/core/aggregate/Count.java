package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.node.LongNode;

/** How many events. */
record Count() implements Aggregate<Long> {
  private static final byte VERSION = 1;

  @Override
  public Long empty() {
    return 0L;
  }

  @Override
  public Long add(Long state, Observation observation) {
    return state + 1;
  }

  @Override
  public Long merge(Long left, Long right) {
    return left + right;
  }

  @Override
  public Presented present(Long state) {
    return new Presented(LongNode.valueOf(state), null);
  }

  @Override
  public byte[] encode(Long state) {
    return new StateWriter(VERSION).unsigned(state).done();
  }

  @Override
  public Long decode(byte[] bytes) {
    StateReader in = new StateReader(bytes, VERSION);
    return in.end(in.unsigned());
  }

  @Override
  public boolean exact() {
    return true;
  }
}
