package io.dumul.speed;

import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the control row said last. What is published is taken from it and not from the schedule, so
 * state is given back only for what readers have from the batch view.
 */
final class ControlWatch implements Supplier<Bounds> {
  private static final Logger LOG = LoggerFactory.getLogger(ControlWatch.class);

  private final Control control;
  private final Consumer<ControlState> also;
  private volatile Bounds bounds = Bounds.NONE;

  /**
   * @param also told of every state that is read
   */
  ControlWatch(Control control, Consumer<ControlState> also) {
    this.control = control;
    this.also = also;
  }

  /** Reads the control row once; a failure leaves what is known. */
  void look() {
    try {
      see(control.read());
    } catch (RuntimeException e) {
      LOG.warn("control row not read: {}", e.toString());
    }
  }

  void see(ControlState state) {
    bounds = bounds.max(new Bounds(state.publishedEpoch(), state.expiredThrough()));
    also.accept(state);
  }

  @Override
  public Bounds get() {
    return bounds;
  }
}
