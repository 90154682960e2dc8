package io.dumul.serving.http;

import java.util.function.LongSupplier;

/**
 * How much one client may ask: a bucket of tokens that fills at a steady rate and holds one second
 * of it, and a number of requests at a time.
 */
final class ClientLimit {
  private final double perNano;
  private final double most;
  private final int concurrent;
  private final LongSupplier nanoTime;

  private double tokens;
  private long filled;
  private int underWay;

  /**
   * @param nanoTime monotonic, in nanoseconds
   */
  ClientLimit(int perSecond, int concurrent, LongSupplier nanoTime) {
    this.perNano = perSecond / 1e9;
    this.most = perSecond;
    this.concurrent = concurrent;
    this.nanoTime = nanoTime;
    this.tokens = perSecond;
    this.filled = nanoTime.getAsLong();
  }

  /** Whether one more request may start; when it may, {@link #end} must follow. */
  synchronized boolean start() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(most, tokens + (now - filled) * perNano);
    filled = now;
    if (tokens < 1 || underWay >= concurrent) {
      return false;
    }
    tokens--;
    underWay++;
    return true;
  }

  synchronized void end() {
    underWay--;
  }
}
