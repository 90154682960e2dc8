package io.dumul.local.schema;

/** A file or folder cannot be read; the message says which, why, and what was expected. */
final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }
}
