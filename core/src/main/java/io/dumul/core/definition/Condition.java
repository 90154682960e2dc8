package io.dumul.core.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.event.Event;
import java.util.List;

/**
 * One test of one field; a metric's filter holds when all of its conditions do. A field that is
 * absent fails every test but MISSING.
 */
public record Condition(JsonPointer field, Test test, List<JsonNode> operands) {

  /** What is tested. */
  public enum Test {
    EQUALS,
    NOT_EQUALS,
    IN,
    AT_LEAST,
    AT_MOST,
    PRESENT,
    MISSING
  }

  public boolean holds(Event event) {
    JsonNode found = event.at(field);
    boolean missing = found.isMissingNode() || found.isNull();
    if (missing || test == Test.MISSING || test == Test.PRESENT) {
      return missing == (test == Test.MISSING);
    }
    return switch (test) {
      case EQUALS, IN -> operands.stream().anyMatch(operand -> same(found, operand));
      case NOT_EQUALS -> operands.stream().noneMatch(operand -> same(found, operand));
      case AT_LEAST -> compare(found, operands.get(0)) >= 0;
      case AT_MOST -> found.isNumber() && compare(found, operands.get(0)) <= 0;
      case PRESENT, MISSING -> throw new AssertionError(test);
    };
  }

  /** Numbers are equal by value, whatever their scale. */
  private static boolean same(JsonNode found, JsonNode operand) {
    return (found.isNumber() && operand.isNumber())
        ? compare(found, operand) == 0
        : found.equals(operand);
  }

  private static int compare(JsonNode found, JsonNode operand) {
    return found.isNumber() ? found.decimalValue().compareTo(operand.decimalValue()) : -1;
  }
}
