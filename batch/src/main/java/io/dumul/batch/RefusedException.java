package io.dumul.batch;

/** A command that does nothing because something is not as it must be; the message says what. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
