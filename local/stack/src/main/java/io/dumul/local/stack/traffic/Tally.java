package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that was observed for one metric, entity and bucket, counted plainly: numbers and
 * texts with how often each came, or the moments that are first or last. The value is worked out
 * from these by the definition of each aggregate.
 */
public final class Tally {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Something seen at a time. */
  record Moment(Instant time, String subject, String id, String value)
      implements Comparable<Moment> {
    private static final Comparator<Moment> ORDER =
        Comparator.comparing(Moment::time)
            .thenComparing(Moment::subject)
            .thenComparing(Moment::id)
            .thenComparing(Moment::value);

    @Override
    public int compareTo(Moment other) {
      return ORDER.compare(this, other);
    }
  }

  private final RecountMetric metric;
  private long count;
  private final TreeMap<BigDecimal, Long> numbers = new TreeMap<>();
  private final Map<String, Long> items = new HashMap<>();
  private final TreeSet<Moment> moments = new TreeSet<>();

  Tally(RecountMetric metric) {
    this.metric = metric;
  }

  void add(String value, Instant time, String subject, String id) {
    count++;
    switch (metric.kind()) {
      case "count" -> {}
      case "distinct", "top-k" -> items.merge(canonical(value), 1L, Long::sum);
      case "first", "last", "last-k" -> add(new Moment(time, subject, id, value));
      default -> numbers.merge(new BigDecimal(value), 1L, Long::sum);
    }
  }

  void add(Tally other) {
    count += other.count;
    other.numbers.forEach((number, times) -> numbers.merge(number, times, Long::sum));
    other.items.forEach((item, times) -> items.merge(item, times, Long::sum));
    other.moments.forEach(this::add);
  }

  private void add(Moment moment) {
    moments.add(moment);
    if (moments.size() > metric.kept()) {
      if (metric.kind().equals("first")) {
        moments.pollLast();
      } else {
        moments.pollFirst();
      }
    }
  }

  private String canonical(String value) {
    return metric.numeric() ? new BigDecimal(value).stripTrailingZeros().toPlainString() : value;
  }

  RecountMetric metric() {
    return metric;
  }

  /** How many events contributed. */
  public long count() {
    return count;
  }

  /** The different texts with how often each came, of distinct and top-k. */
  Map<String, Long> items() {
    return items;
  }

  /** The different numbers with how often each came, in order. */
  NavigableMap<BigDecimal, Long> numbers() {
    return numbers;
  }

  /** The exact value, in the form in which the metric is answered. */
  public JsonNode value() {
    return switch (metric.kind()) {
      case "count" -> LongNode.valueOf(count);
      case "distinct" -> LongNode.valueOf(items.size());
      case "sum" -> DecimalNode.valueOf(sum());
      case "min" -> numbers.isEmpty() ? NullNode.instance : DecimalNode.valueOf(numbers.firstKey());
      case "max" -> numbers.isEmpty() ? NullNode.instance : DecimalNode.valueOf(numbers.lastKey());
      case "mean" -> count == 0 ? NullNode.instance : divide(sum(), BigDecimal.valueOf(count));
      case "variance" -> count == 0 ? NullNode.instance : variance();
      case "quantiles" -> count == 0 ? NullNode.instance : quantiles();
      case "top-k" -> topK();
      case "first", "last" -> moments.isEmpty() ? NullNode.instance : json(moments.first().value());
      case "last-k" -> lastK();
      default -> throw new IllegalStateException("kind: " + metric.kind());
    };
  }

  private BigDecimal sum() {
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<BigDecimal, Long> one : numbers.entrySet()) {
      sum = sum.add(one.getKey().multiply(BigDecimal.valueOf(one.getValue())));
    }
    return sum;
  }

  /** The mean of the squared distances from the mean, all over n^3 so that nothing is rounded. */
  private JsonNode variance() {
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal sum = sum();
    BigDecimal squares = BigDecimal.ZERO;
    for (Map.Entry<BigDecimal, Long> one : numbers.entrySet()) {
      BigDecimal distance = one.getKey().multiply(n).subtract(sum);
      squares =
          squares.add(distance.multiply(distance).multiply(BigDecimal.valueOf(one.getValue())));
    }
    return divide(squares, n.multiply(n).multiply(n));
  }

  private static JsonNode divide(BigDecimal number, BigDecimal by) {
    return DecimalNode.valueOf(number.divide(by, MathContext.DECIMAL128));
  }

  private ObjectNode quantiles() {
    ObjectNode values = NODES.objectNode();
    for (String rank : metric.ranks()) {
      long place = Math.max(1, (long) Math.ceil(Double.parseDouble(rank) * (double) count));
      for (Map.Entry<BigDecimal, Long> one : numbers.entrySet()) {
        place -= one.getValue();
        if (place <= 0) {
          values.put(rank, one.getKey());
          break;
        }
      }
    }
    return values;
  }

  private ArrayNode topK() {
    List<Map.Entry<String, Long>> all = new ArrayList<>(items.entrySet());
    all.sort(
        Map.Entry.<String, Long>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey()));
    ArrayNode top = NODES.arrayNode();
    for (Map.Entry<String, Long> one : all.subList(0, Math.min(metric.kept(), all.size()))) {
      ObjectNode item = top.addObject();
      item.set("item", json(one.getKey()));
      item.put("count", one.getValue());
    }
    return top;
  }

  private ArrayNode lastK() {
    ArrayNode last = NODES.arrayNode();
    for (Moment moment : moments.descendingSet()) {
      ObjectNode each = last.addObject();
      each.set("value", json(moment.value()));
      each.put("time", moment.time().toString());
    }
    return last;
  }

  private JsonNode json(String value) {
    return metric.numeric() ? DecimalNode.valueOf(new BigDecimal(value)) : TextNode.valueOf(value);
  }
}
