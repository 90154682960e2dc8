package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** The rules of the sample's event types once more, in Java, for the oracle. */
final class RecountRules {
  private static final Map<String, BiPredicate<JsonNode, Instant>> KNOWN =
      Map.of(
          "amount-adds-up",
          (data, time) ->
              !data.has("discount") || without(data, data.path("discount").decimalValue()) == 0,
          "amount-within-prices",
          (data, time) -> without(data, BigDecimal.ZERO) <= 0,
          "placed-before-delivered",
          (data, time) -> !data.has("placed_at") || notAfter(data.path("placed_at"), time));

  private RecountRules() {}

  /**
   * Whether the data fulfils every rule that the type's document names.
   *
   * @throws IllegalArgumentException where it names one that is not known here
   */
  static boolean hold(JsonNode document, JsonNode data, Instant time) {
    Set<String> ids = new HashSet<>();
    document.path("x-rules").forEach(rule -> ids.add(rule.path("id").asText()));
    if (!KNOWN.keySet().containsAll(ids)) {
      throw new IllegalArgumentException(
          "rules: " + ids + " (expected: only " + KNOWN.keySet() + ", which the recount knows)");
    }
    return KNOWN.entrySet().stream()
        .filter(rule -> ids.contains(rule.getKey()))
        .allMatch(rule -> rule.getValue().test(data, time));
  }

  private static boolean notAfter(JsonNode text, Instant time) {
    try {
      return !OffsetDateTime.parse(text.asText()).toInstant().isAfter(time);
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** How the amount stands to the items' prices and the delivery fee, less a discount. */
  private static int without(JsonNode data, BigDecimal discount) {
    BigDecimal sum = data.path("delivery_fee").decimalValue().subtract(discount);
    for (JsonNode item : data.path("items")) {
      sum =
          sum.add(item.path("price").decimalValue().multiply(item.path("quantity").decimalValue()));
    }
    return data.path("amount").decimalValue().compareTo(sum);
  }
}
