package io.dumul.hbase;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for HBase, and says what it was that failed. */
final class Calls {
  private Calls() {}

  /**
   * @param what for the message, as {@code "reading control"}
   */
  static <T> T await(CompletableFuture<T> future, String what) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HBaseException("hbase: " + what + ": interrupted", e);
    } catch (ExecutionException e) {
      throw failure(e, what);
    }
  }

  /** The future, with a failure that says what it was. */
  static <T> CompletableFuture<T> named(CompletableFuture<T> future, String what) {
    return future.handle(
        (value, failure) -> {
          if (failure != null) {
            throw failure(failure, what);
          }
          return value;
        });
  }

  private static HBaseException failure(Throwable failure, String what) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException || cause instanceof CompletionException)) {
      cause = cause.getCause();
    }
    return cause instanceof HBaseException known
        ? known
        : new HBaseException(
            "hbase: " + what + ": " + cause.getMessage() + " (safe to repeat)", cause);
  }
}
