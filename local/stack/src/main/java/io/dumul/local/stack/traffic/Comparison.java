package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an answer compares with the recount.
 *
 * @param difference {@code 0} where they are equal, else by how much they differ
 * @param fits whether the answer is what it must be: equal where the aggregate is exact, else
 *     within its bound, twice as wide as stated since a bound of 95 % is missed by one in twenty
 */
public record Comparison(String difference, boolean fits) {
  private static final Comparison EQUAL = new Comparison("0", true);

  /**
   * @param value the answer
   * @param bound the answer's bound, null or JSON null where it is exact
   */
  public static Comparison of(Tally recount, JsonNode value, @Nullable JsonNode bound) {
    return switch (recount.metric().kind()) {
      case "distinct" -> distinct(recount, value, Objects.requireNonNull(bound));
      case "quantiles" ->
          recount.count() == 0
              ? exact(recount.value(), value)
              : quantiles(recount, value, Objects.requireNonNull(bound));
      case "top-k" -> topK(recount, value, Objects.requireNonNull(bound));
      default -> exact(recount.value(), value);
    };
  }

  private static Comparison exact(JsonNode recount, JsonNode value) {
    if (same(recount, value)) {
      return EQUAL;
    }
    return recount.isNumber() && value.isNumber()
        ? new Comparison(
            value.decimalValue().subtract(recount.decimalValue()).toPlainString(), false)
        : new Comparison("recount says " + recount, false);
  }

  private static boolean same(JsonNode left, JsonNode right) {
    return left.equals(
        (a, b) ->
            a.isNumber() && b.isNumber()
                ? a.decimalValue().compareTo(b.decimalValue())
                : a.equals(b) ? 0 : 1,
        right);
  }

  private static Comparison distinct(Tally recount, JsonNode value, JsonNode bound) {
    long exact = recount.items().size();
    long difference = value.asLong() - exact;
    double below = 2 * (value.asDouble() - bound.path("lower").asDouble());
    double above = 2 * (bound.path("upper").asDouble() - value.asDouble());
    return new Comparison(
        Long.toString(difference),
        exact >= value.asDouble() - below - 1 && exact <= value.asDouble() + above + 1);
  }

  private static Comparison quantiles(Tally recount, JsonNode value, JsonNode bound) {
    double worst = 0;
    for (Map.Entry<String, JsonNode> one : value.properties()) {
      worst =
          Math.max(
              worst, off(recount, Double.parseDouble(one.getKey()), one.getValue().decimalValue()));
    }
    double allowed = 2 * bound.path("rank-error").asDouble() + 1e-9;
    return new Comparison(
        worst == 0 ? "0" : String.format(java.util.Locale.ROOT, "rank %.4f", worst),
        worst <= allowed);
  }

  /** How far the answer's rank is from the rank that was asked for. */
  private static double off(Tally recount, double rank, BigDecimal answer) {
    double below = 0;
    double upTo = 0;
    for (Map.Entry<BigDecimal, Long> one : recount.numbers().entrySet()) {
      int order = Double.compare(one.getKey().doubleValue(), answer.doubleValue());
      below += order < 0 ? one.getValue() : 0;
      upTo += order <= 0 ? one.getValue() : 0;
    }
    double n = recount.count();
    double least = below / n;
    double most = upTo / n;
    return rank < least ? least - rank : rank > most ? rank - most : 0;
  }

  private static Comparison topK(Tally recount, JsonNode value, JsonNode bound) {
    long error = bound.path("error").asLong();
    long least = Long.MAX_VALUE;
    long worst = 0;
    Set<String> shown = new HashSet<>();
    for (JsonNode one : value) {
      String item = one.path("item").asText();
      long exact = recount.items().getOrDefault(item, 0L);
      shown.add(item);
      worst = Math.max(worst, Math.abs(one.path("count").asLong() - exact));
      least = Math.min(least, exact);
    }
    int places = Math.min(recount.metric().kept(), recount.items().size());
    long missed = shown.size() < places && error == 0 ? 1 : 0;
    for (Map.Entry<String, Long> one : recount.items().entrySet()) {
      if (!shown.contains(one.getKey()) && shown.size() >= places) {
        missed = Math.max(missed, one.getValue() - least);
      }
    }
    long difference = Math.max(worst, missed);
    return new Comparison(Long.toString(difference), worst <= error && missed <= 2 * error);
  }
}
