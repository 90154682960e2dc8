package io.dumul.core.edge;

/** A question or a mutation is not as it must be; the message says what was expected. */
public final class WrongRequestException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String parameter;
  private final String expected;

  public WrongRequestException(String parameter, String found, String expected) {
    super(parameter + ": " + found + " (expected: " + expected + ")");
    this.parameter = parameter;
    this.expected = expected;
  }

  /** What is wrong. */
  public String parameter() {
    return parameter;
  }

  public String expected() {
    return expected;
  }
}
