package io.dumul.speed;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls again until it works: for idempotent calls to something that may be away for a while.
 *
 * @param stopped whether to give up, which ends in a CancellationException
 * @param failed told of every failure
 * @param first the first wait; it doubles up to {@code most}
 */
record Retry(BooleanSupplier stopped, Runnable failed, Duration first, Duration most) {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

  <T> T call(String what, Callable<T> call) {
    Duration wait = first;
    while (true) {
      if (stopped.getAsBoolean()) {
        throw new CancellationException(what);
      }
      try {
        return call.call();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException(what);
      } catch (MistakeException e) {
        throw e;
      } catch (Exception e) {
        Throwable cause =
            e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        LOG.warn("{} failed, again in {} ms: {}", what, wait.toMillis(), cause.toString());
        failed.run();
      }
      pause(wait);
      wait = wait.multipliedBy(2).compareTo(most) < 0 ? wait.multipliedBy(2) : most;
    }
  }

  /** Sleeps, but notices soon that it is over. */
  private void pause(Duration wait) {
    try {
      for (long left = wait.toMillis(); left > 0 && !stopped.getAsBoolean(); left -= 100) {
        Thread.sleep(Math.min(100, left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
