package io.dumul.core.aggregate;

import io.dumul.core.definition.AggregateSpec;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes aggregates from what definitions say. */
public final class Aggregates {
  private static final List<String> KINDS =
      List.of(
          "count",
          "sum",
          "min",
          "max",
          "mean",
          "variance",
          "distinct",
          "quantiles",
          "top-k",
          "first",
          "last",
          "last-k");

  private Aggregates() {}

  /** The kinds that a definition may name. */
  public static List<String> kinds() {
    return KINDS;
  }

  /**
   * The aggregate of a definition.
   *
   * @param type what the schema says of the field; null where the definition names none, which only
   *     count allows
   * @throws IllegalArgumentException as {@code k: 0 (expected: 1 to 1000)} where the kind, a
   *     parameter or the type is not right
   */
  public static Aggregate<?> of(AggregateSpec spec, @Nullable ValueType type) {
    Parameters parameters = new Parameters(spec);
    Aggregate<?> aggregate = aggregate(spec.kind(), parameters, type);
    parameters.refuseOthers();
    return aggregate;
  }

  private static Aggregate<?> aggregate(
      String kind, Parameters parameters, @Nullable ValueType type) {
    return switch (kind) {
      case "count" -> new Count();
      case "sum" -> number(kind, type, new Sum());
      case "min" -> number(kind, type, new Extreme(BigDecimal::min));
      case "max" -> number(kind, type, new Extreme(BigDecimal::max));
      case "mean" -> number(kind, type, new Mean());
      case "variance" -> number(kind, type, new Variance());
      case "quantiles" -> number(kind, type, quantiles(parameters));
      case "distinct" -> new Distinct(parameters.integer("lg-k", 12, 4, 18), any(kind, type));
      case "top-k" -> topK(parameters, any(kind, type));
      case "first" -> new Edge(BinaryOperator.minBy(Moments.ORDER), any(kind, type));
      case "last" -> new Edge(BinaryOperator.maxBy(Moments.ORDER), any(kind, type));
      case "last-k" -> new LastK(parameters.integer("k", 10, 1, 1000), any(kind, type));
      default ->
          throw new IllegalArgumentException("kind: " + kind + " (expected: one of " + KINDS + ")");
    };
  }

  private static Quantiles quantiles(Parameters parameters) {
    return new Quantiles(
        parameters.ranks("ranks", "0.5,0.9,0.99"), parameters.integer("k", 200, 8, 65535));
  }

  private static TopK topK(Parameters parameters, ValueType type) {
    int k = parameters.integer("k", 10, 1, 1000);
    int capacity = parameters.integer("capacity", 1024, 8, 65536);
    if (Integer.bitCount(capacity) != 1 || capacity / 4 * 3 < k) {
      throw new IllegalArgumentException(
          "capacity: "
              + capacity
              + " (expected: a power of 2 of which 3/4 are at least k, "
              + k
              + ")");
    }
    return new TopK(k, capacity, type);
  }

  private static Aggregate<?> number(
      String kind, @Nullable ValueType type, Aggregate<?> aggregate) {
    if (any(kind, type) != ValueType.NUMBER) {
      throw refused(kind, type, "a number field");
    }
    return aggregate;
  }

  private static ValueType any(String kind, @Nullable ValueType type) {
    if (type == null) {
      throw refused(kind, type, "a field");
    }
    return type;
  }

  private static IllegalArgumentException refused(
      String kind, @Nullable ValueType type, String expected) {
    String found = type == null ? "none" : type.name().toLowerCase(java.util.Locale.ROOT);
    return new IllegalArgumentException(
        "value: " + found + " (expected: " + expected + ", for " + kind + ")");
  }
}
