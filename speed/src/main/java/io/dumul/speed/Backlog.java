package io.dumul.speed;

import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Whether this process is behind the log: by more than it reads in the time between two looks, and
 * by more than what comes in at once.
 */
final class Backlog implements BooleanSupplier {
  private static final int AT_ONCE = 2_000;

  private final DoubleSupplier lag;
  private final DoubleSupplier read;
  private double before;
  private volatile boolean behind;

  /**
   * @param lag records that are not read yet
   * @param read records that were read, ever
   */
  Backlog(DoubleSupplier lag, DoubleSupplier read) {
    this.lag = lag;
    this.read = read;
  }

  /** To be called once a second, by one thread. */
  void look() {
    double now = read.getAsDouble();
    behind = lag.getAsDouble() > Math.max(AT_ONCE, now - before);
    before = now;
  }

  @Override
  public boolean getAsBoolean() {
    return behind;
  }
}
