package io.dumul.local.stack;

/** Something that whoever uses the stack can put right; the message is one clear line. */
public final class StackException extends RuntimeException {
  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
