package io.dumul.local.bench;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends requests and measures them.
 *
 * @param request sends one; fails where its answer is not a good one
 * @param seconds how long
 */
record Load(Supplier<CompletableFuture<?>> request, double seconds) {
  private static final int MOST_AT_ONCE = 64;
  private static final long PATIENCE_SECONDS = 60;

  /** What was sent and answered. */
  record Sent(long requests, double perSecond) {}

  /** As many as can be when so many are always under way. */
  Sent throughput() throws InterruptedException {
    Semaphore free = new Semaphore(MOST_AT_ONCE);
    LongAdder failures = new LongAdder();
    long start = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      free.acquire();
      sent++;
      var unused =
          request
              .get()
              .whenComplete(
                  (answer, failure) -> {
                    if (failure != null) {
                      failures.increment();
                    }
                    free.release();
                  });
    }
    awaitAll(free, MOST_AT_ONCE, failures);
    return new Sent(sent, sent * 1e9 / (System.nanoTime() - start));
  }

  /**
   * Latencies in microseconds, from the moment at which a request was due: one that waits for
   * others to be answered counts its wait, as with a pool of connections.
   *
   * @param rate requests a second
   */
  Histogram latencies(double rate) throws InterruptedException {
    Histogram latencies = new ConcurrentHistogram(3);
    pace(rate, (answer, micros) -> latencies.recordValue(micros));
    return latencies;
  }

  /** The same, apart for each answer: requests are answered by what kind they are of. */
  Map<Object, Histogram> latenciesByAnswer(double rate) throws InterruptedException {
    Map<Object, Histogram> latencies = new ConcurrentHashMap<>();
    pace(
        rate,
        (answer, micros) ->
            latencies
                .computeIfAbsent(answer, kind -> new ConcurrentHistogram(3))
                .recordValue(micros));
    return latencies;
  }

  private void pace(double rate, ObjLongConsumer<Object> answered) throws InterruptedException {
    LongAdder failures = new LongAdder();
    int count = (int) (rate * seconds);
    Semaphore free = new Semaphore(MOST_AT_ONCE);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + (long) (i * 1e9 / rate);
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      free.acquire();
      var unused =
          request
              .get()
              .whenComplete(
                  (answer, failure) -> {
                    if (failure == null) {
                      answered.accept(answer, (System.nanoTime() - due) / 1000);
                    } else {
                      failures.increment();
                    }
                    free.release();
                  });
    }
    awaitAll(free, MOST_AT_ONCE, failures);
  }

  private static void awaitAll(Semaphore done, int count, LongAdder failures)
      throws InterruptedException {
    if (!done.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS) || failures.sum() > 0) {
      throw new IllegalStateException(
          "requests: " + failures.sum() + " failed (expected: all answered in time)");
    }
  }
}
