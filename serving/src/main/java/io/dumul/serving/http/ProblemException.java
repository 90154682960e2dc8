package io.dumul.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/** A request is refused; becomes a problem detail. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final transient Map<String, JsonNode> members;

  /**
   * @param detail what was found and what was expected, for this occurrence
   * @param members extension members of the problem detail
   */
  public ProblemException(Problem problem, String detail, Map<String, JsonNode> members) {
    super(detail, null, false, false);
    this.problem = problem;
    this.members = Map.copyOf(members);
  }

  public ProblemException(Problem problem, String detail) {
    this(problem, detail, Map.of());
  }

  /** A parameter that is not as it must be. */
  public static ProblemException parameter(String name, String found, String expected) {
    return new ProblemException(
        Problem.INVALID_PARAMETER,
        name + ": " + found + " (expected: " + expected + ")",
        Map.of("parameter", TextNode.valueOf(name), "expected", TextNode.valueOf(expected)));
  }

  public Problem problem() {
    return problem;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  Map<String, JsonNode> members() {
    return members;
  }
}
