package io.dumul.core.rule;

import java.math.BigDecimal;

/** An exact number in an expression; equal numbers are equal whatever their scale. */
record Decimal(BigDecimal value) implements Comparable<Decimal> {
  static final Decimal ZERO = new Decimal(BigDecimal.ZERO);

  Decimal {
    value = value.stripTrailingZeros();
  }

  static Decimal of(long value) {
    return new Decimal(BigDecimal.valueOf(value));
  }

  Decimal plus(Decimal other) {
    return new Decimal(value.add(other.value));
  }

  Decimal minus(Decimal other) {
    return new Decimal(value.subtract(other.value));
  }

  Decimal times(Decimal other) {
    return new Decimal(value.multiply(other.value));
  }

  Decimal abs() {
    return new Decimal(value.abs());
  }

  @Override
  public int compareTo(Decimal other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toPlainString();
  }
}
