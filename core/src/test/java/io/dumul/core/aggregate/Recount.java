package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dumul.core.definition.AggregateSpec;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What each aggregate means, said by counting all events again with plain lists and maps. It never
 * calls what it judges, and it is slow. Sketches are answered exactly.
 */
public final class Recount {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final MathContext DIGITS_34 = new MathContext(34, RoundingMode.HALF_EVEN);

  private final Map<String, String> parameters;
  private final boolean numbers;
  private final List<Observation> events;

  private Recount(Map<String, String> parameters, boolean numbers, List<Observation> events) {
    this.parameters = parameters;
    this.numbers = numbers;
    this.events = events;
  }

  /**
   * The answer.
   *
   * @param numbers whether the field's values are numbers
   */
  public static JsonNode of(AggregateSpec spec, boolean numbers, List<Observation> events) {
    return new Recount(spec.parameters(), numbers, events).answer(spec.kind());
  }

  private JsonNode answer(String kind) {
    return switch (kind) {
      case "count" -> LongNode.valueOf(events.size());
      case "distinct" -> LongNode.valueOf(frequencies().size());
      case "sum" -> number(sum());
      case "top-k" -> top();
      case "last-k" -> newest();
      default -> events.isEmpty() ? NullNode.getInstance() : ofSome(kind);
    };
  }

  private JsonNode ofSome(String kind) {
    return switch (kind) {
      case "min" -> number(sorted().get(0).stripTrailingZeros());
      case "max" -> number(sorted().get(events.size() - 1).stripTrailingZeros());
      case "mean" -> number(sum().divide(size(), DIGITS_34).stripTrailingZeros());
      case "variance" -> number(variance().stripTrailingZeros());
      case "quantiles" -> quantiles();
      case "first" -> value(inTime().get(0));
      case "last" -> value(inTime().get(events.size() - 1));
      default -> throw new AssertionError(kind);
    };
  }

  private BigDecimal size() {
    return BigDecimal.valueOf(events.size());
  }

  private List<BigDecimal> sorted() {
    return events.stream().map(event -> new BigDecimal(text(event))).sorted().toList();
  }

  private BigDecimal sum() {
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal number : sorted()) {
      int scale = Math.max(sum.scale(), number.scale());
      sum = sum.setScale(scale).add(number.setScale(scale));
    }
    return sum;
  }

  /** The mean squared distance from the mean: every distance times n is exact, so n^3 divides. */
  private BigDecimal variance() {
    BigDecimal sum = sum();
    BigDecimal squares = BigDecimal.ZERO;
    for (BigDecimal number : sorted()) {
      squares = squares.add(number.multiply(size()).subtract(sum).pow(2));
    }
    return squares.divide(size().pow(3), DIGITS_34);
  }

  private JsonNode quantiles() {
    List<BigDecimal> sorted = sorted();
    ObjectNode answer = JSON.objectNode();
    for (String rank : parameters.getOrDefault("ranks", "0.5,0.9,0.99").split(",", -1)) {
      int nearest =
          new BigDecimal(rank).multiply(size()).setScale(0, RoundingMode.CEILING).intValue();
      double value = sorted.get(Math.max(nearest, 1) - 1).doubleValue();
      answer.set(rank, DoubleNode.valueOf(value));
    }
    return answer;
  }

  private Map<String, Long> frequencies() {
    Map<String, Long> frequencies = new TreeMap<>();
    for (Observation event : events) {
      frequencies.merge(item(event), 1L, Long::sum);
    }
    return frequencies;
  }

  private String item(Observation event) {
    return numbers ? new BigDecimal(text(event)).stripTrailingZeros().toPlainString() : text(event);
  }

  private JsonNode top() {
    List<Map.Entry<String, Long>> entries = new ArrayList<>(frequencies().entrySet());
    entries.sort(
        Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue())
            .thenComparing(Map.Entry::getKey));
    ArrayNode answer = JSON.arrayNode();
    int k = Integer.parseInt(parameters.getOrDefault("k", "10"));
    for (Map.Entry<String, Long> entry : entries.subList(0, Math.min(k, entries.size()))) {
      ObjectNode row = answer.addObject();
      row.set("item", scalar(entry.getKey()));
      long count = entry.getValue();
      row.put("count", count).put("lower", count).put("upper", count);
    }
    return answer;
  }

  private List<Observation> inTime() {
    List<Observation> inTime = new ArrayList<>(events);
    inTime.sort(
        (a, b) -> {
          int byTime = a.time().compareTo(b.time());
          int bySubject = a.subject().compareTo(b.subject());
          int byId = a.id().compareTo(b.id());
          return byTime != 0
              ? byTime
              : bySubject != 0 ? bySubject : byId != 0 ? byId : text(a).compareTo(text(b));
        });
    return inTime;
  }

  private JsonNode newest() {
    List<Observation> inTime = inTime();
    ArrayNode answer = JSON.arrayNode();
    int k = Integer.parseInt(parameters.getOrDefault("k", "10"));
    for (int i = inTime.size() - 1; i >= Math.max(0, inTime.size() - k); i--) {
      ObjectNode each = answer.addObject();
      each.set("value", value(inTime.get(i)));
      each.put("time", inTime.get(i).time().toString());
    }
    return answer;
  }

  private JsonNode value(Observation event) {
    return scalar(text(event));
  }

  private JsonNode scalar(String text) {
    return numbers ? number(new BigDecimal(text)) : TextNode.valueOf(text);
  }

  private static String text(Observation event) {
    return Objects.requireNonNull(event.value());
  }

  private static JsonNode number(BigDecimal number) {
    return DecimalNode.valueOf(number.setScale(Math.max(0, number.scale())));
  }
}
