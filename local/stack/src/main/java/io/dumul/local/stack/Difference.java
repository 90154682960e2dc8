package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.Metric;
import java.math.BigDecimal;
import java.util.Map;

/**
 * How far an answer is from what it must be.
 *
 * @param text for people: a number where both are numbers
 * @param allowed whether it may be so: nothing for an exact aggregate, the stated error for a
 *     sketch
 */
record Difference(String text, boolean allowed) {
  private static final Difference NONE = new Difference("0", true);

  static Difference of(Metric metric, ApiClient.Answer answer, JsonNode expected) {
    if (metric.aggregate().exact()) {
      return exact(answer.merged(), expected);
    }
    return switch (metric.spec().kind()) {
      case "distinct" -> distinct(answer, expected);
      case "quantiles" -> quantiles(answer, expected);
      default -> topK(answer, expected);
    };
  }

  static Difference exact(JsonNode answer, JsonNode expected) {
    if (answer.isNumber() && expected.isNumber()) {
      BigDecimal difference = answer.decimalValue().subtract(expected.decimalValue());
      return difference.signum() == 0 ? NONE : new Difference(difference.toPlainString(), false);
    }
    return answer.equals(expected) ? NONE : new Difference("not the same", false);
  }

  /**
   * The stated bound is for 95 answers in 100, two standard deviations; as very many answers are
   * compared, four are allowed.
   */
  private static Difference distinct(ApiClient.Answer answer, JsonNode expected) {
    long estimate = answer.merged().asLong();
    long exact = expected.asLong();
    long below = 2 * (estimate - answer.bound().path("lower").asLong());
    long above = 2 * (answer.bound().path("upper").asLong() - estimate);
    boolean allowed = exact >= estimate - below && exact <= estimate + above;
    return new Difference(Long.toString(estimate - exact), allowed);
  }

  private static Difference quantiles(ApiClient.Answer answer, JsonNode expected) {
    boolean equal = true;
    for (Map.Entry<String, JsonNode> rank : expected.properties()) {
      JsonNode bound = answer.bound().path("ranks").path(rank.getKey());
      double exact = rank.getValue().asDouble();
      if (exact < bound.path("lower").asDouble() || exact > bound.path("upper").asDouble()) {
        return new Difference("outside at " + rank.getKey(), false);
      }
      equal &= answer.merged().path(rank.getKey()).asDouble() == exact;
    }
    return equal ? NONE : new Difference("in bound", true);
  }

  private static Difference topK(ApiClient.Answer answer, JsonNode expected) {
    long most = 0;
    for (JsonNode item : answer.merged()) {
      long exact = expected.path(item.path("item").asText()).asLong();
      if (exact < item.path("lower").asLong() || exact > item.path("upper").asLong()) {
        return new Difference("outside at " + item.path("item").asText(), false);
      }
      most = Math.max(most, Math.abs(item.path("count").asLong() - exact));
    }
    return new Difference(Long.toString(most), true);
  }
}
