package io.dumul.serving.answer;

import io.dumul.core.view.ControlState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the layers know of each other, kept for a short time. A state may be used while it is young:
 * what it speaks of stays in the views for longer than that, so whoever finds it still young
 * <em>after</em> reading the views has read nothing that was being taken away. Age is counted from
 * before the state was read, on a monotonic clock.
 */
public final class ControlCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlCache.class);

  private final Supplier<ControlState> control;
  private final LongSupplier nanoTime;
  private final long youngNanos;
  private final ScheduledExecutorService reader =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "control-cache");
            thread.setDaemon(true);
            return thread;
          });

  private volatile @Nullable Held held;
  private @Nullable CompletableFuture<Held> underWay;
  private @Nullable ScheduledFuture<?> refreshing;

  /** A state and when, at the latest, it was true. */
  record Held(ControlState state, long nanos) {}

  /**
   * @param control reads the state; fails where it cannot
   * @param nanoTime monotonic, in nanoseconds
   * @param young how old a state may be that an answer is made from
   */
  public ControlCache(Supplier<ControlState> control, LongSupplier nanoTime, Duration young) {
    this.control = control;
    this.nanoTime = nanoTime;
    this.youngNanos = young.toNanos();
  }

  /** Reads the state from now on, again and again. */
  public synchronized void start(Duration interval) {
    refreshing =
        reader.scheduleWithFixedDelay(
            this::readQuietly, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The state that is known now, however old; empty before the first was read. */
  public Optional<ControlState> last() {
    return Optional.ofNullable(held).map(Held::state);
  }

  /** How old the state that is known is; empty before the first was read. */
  public Optional<Duration> age() {
    return Optional.ofNullable(held)
        .map(state -> Duration.ofNanos(nanoTime.getAsLong() - state.nanos()));
  }

  /** A young state: the one that is known, or one that is read now. */
  CompletableFuture<Held> young() {
    Held now = held;
    return now != null && isYoung(now) ? CompletableFuture.completedFuture(now) : refresh();
  }

  boolean isYoung(Held state) {
    return nanoTime.getAsLong() - state.nanos() <= youngNanos;
  }

  /** Reads the state, or joins a reading that has not begun yet. */
  synchronized CompletableFuture<Held> refresh() {
    CompletableFuture<Held> waiting = underWay;
    if (waiting == null) {
      waiting = CompletableFuture.supplyAsync(this::readNow, reader);
      underWay = waiting;
    }
    return waiting;
  }

  private Held readNow() {
    synchronized (this) {
      underWay = null;
    }
    return read();
  }

  private Held read() {
    long before = nanoTime.getAsLong();
    Held fresh = new Held(control.get(), before);
    held = fresh;
    return fresh;
  }

  private void readQuietly() {
    try {
      read();
    } catch (RuntimeException e) {
      LOG.warn("the control state cannot be read: {}", e.toString());
    }
  }

  @Override
  public synchronized void close() {
    if (refreshing != null) {
      refreshing.cancel(false);
    }
    reader.shutdown();
  }
}
