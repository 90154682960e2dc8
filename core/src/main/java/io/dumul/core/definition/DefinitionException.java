package io.dumul.core.definition;

/**
 * A definition is wrong; the message says in which file and line, what stands there, and what was
 * expected.
 */
public final class DefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DefinitionException(String message) {
    super(message);
  }

  public DefinitionException(String message, Throwable cause) {
    super(message, cause);
  }
}
