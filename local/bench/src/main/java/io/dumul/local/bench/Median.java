package io.dumul.local.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figure in the middle of several; halfway between the two of an even number. */
final class Median {
  private Median() {}

  /** Not a number where there is none. */
  static <T> double of(List<T> all, ToDoubleFunction<T> figure) {
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
