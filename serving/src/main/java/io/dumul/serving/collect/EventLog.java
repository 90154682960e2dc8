package io.dumul.serving.collect;

import java.util.concurrent.CompletableFuture;

/** Where accepted bytes go: the log. */
public interface EventLog extends AutoCloseable {

  /** Where a record stands in the log. */
  record Position(int partition, long offset) {}

  /**
   * Appends one record; may block for a bounded time.
   *
   * @param subject key of the record
   * @param value a CloudEvent in JSON (structured mode), UTF-8
   * @return done when the record is durable in the log. Fails with {@link TooLargeException} where
   *     the log will never take it; with any other exception it may or may not be in the log, and
   *     the caller may send it again
   */
  CompletableFuture<Position> append(String subject, byte[] value);

  @Override
  void close();

  /** The record is larger than the log takes. */
  final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }
}
