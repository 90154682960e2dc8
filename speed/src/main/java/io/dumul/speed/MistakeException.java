package io.dumul.speed;

/** What is wrong stays wrong until someone changes it, so trying again is of no use. */
final class MistakeException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MistakeException(String message) {
    super(message);
  }
}
