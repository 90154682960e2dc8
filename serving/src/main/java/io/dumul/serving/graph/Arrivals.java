package io.dumul.serving.graph;

import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.Receipts;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits until events of the log are readable. While somebody waits, the newest receipt of a
 * partition is read again and again, once for all who wait.
 */
final class Arrivals implements AutoCloseable {
  private static final long PAUSE_MILLIS = 3;

  private final Receipts receipts;
  private final Duration patience;
  private final Map<Integer, Waiting> partitions = new ConcurrentHashMap<>();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "edge-arrivals");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param patience how long to wait at most
   */
  Arrivals(EdgeView view, Duration patience) {
    this.receipts = new Receipts(view);
    this.patience = patience;
  }

  private record One(long offset, CompletableFuture<Void> done) {}

  /** Who waits for a partition, and whether it is being looked at. */
  private record Waiting(ConcurrentLinkedQueue<One> all, AtomicBoolean looked) {}

  /** Done when all are readable; fails with a problem where that takes too long. */
  CompletableFuture<Void> all(Token token) {
    return CompletableFuture.allOf(
            token.offsets().entrySet().stream()
                .map(entry -> one(entry.getKey(), entry.getValue()))
                .toArray(CompletableFuture[]::new))
        .exceptionally(
            failure -> {
              throw late(token, failure);
            });
  }

  private static ProblemException late(Token token, Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String why = cause instanceof TimeoutException ? "not folded in time" : "" + cause.getMessage();
    return new ProblemException(
        Problem.EDGES_BEHIND, token + ": " + why, Map.of("token", token.json()));
  }

  private CompletableFuture<Void> one(int partition, long offset) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Waiting waiting =
        partitions.computeIfAbsent(
            partition, n -> new Waiting(new ConcurrentLinkedQueue<>(), new AtomicBoolean()));
    waiting.all().add(new One(offset, done));
    look(partition, waiting);
    return done.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks until nobody waits; one at a time for a partition. */
  @SuppressWarnings("FutureReturnValueIgnored") // What fails is tried again.
  private void look(int partition, Waiting waiting) {
    if (waiting.looked().compareAndSet(false, true)) {
      receipts
          .last(partition)
          .whenComplete(
              (last, failure) -> {
                if (failure == null) {
                  waiting.all().stream()
                      .filter(one -> one.offset() <= last)
                      .forEach(one -> one.done().complete(null));
                }
                waiting.all().removeIf(one -> one.done().isDone());
                again(partition, waiting);
              });
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It looks again, or everything is closed.
  private void again(int partition, Waiting waiting) {
    looking.schedule(
        () -> {
          waiting.looked().set(false);
          if (!waiting.all().isEmpty()) {
            look(partition, waiting);
          }
        },
        PAUSE_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  Receipts receipts() {
    return receipts;
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
