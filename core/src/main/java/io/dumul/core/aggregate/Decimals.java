package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that aggregates work with: exact decimals within bounds. A few bytes as {@code
 * 1e1000000000} would else become a number of gigabytes when they are added, so records with such
 * numbers are rejected before they reach an aggregate, which refuses them too.
 */
public final class Decimals {
  /** Most digits of a number, without exponent. */
  public static final int MAX_DIGITS = 100;

  /** Most digits after the decimal point, exponent counted in. */
  public static final int MAX_SCALE = 300;

  /** Least scale: {@code 1e200} has -200. With {@link #MAX_DIGITS} it keeps numbers below 1e300. */
  public static final int MIN_SCALE = -200;

  /** What a number must be like, for messages. */
  public static final String EXPECTED =
      "a number of at most "
          + MAX_DIGITS
          + " digits, an exponent of at most "
          + -MIN_SCALE
          + " and at most "
          + MAX_SCALE
          + " decimal places";

  private Decimals() {}

  /** Whether a number is within the bounds. */
  public static boolean fits(BigDecimal number) {
    return number.scale() >= MIN_SCALE
        && number.scale() <= MAX_SCALE
        && number.precision() <= MAX_DIGITS;
  }

  /**
   * Reads a number.
   *
   * @throws IllegalArgumentException where it is none or does not fit
   */
  static BigDecimal parse(String text) {
    // sign, digits, point, and an exponent of ten digits at most
    if (text.length() > MAX_SCALE + MAX_DIGITS) {
      throw refused(text.substring(0, MAX_DIGITS) + "...", null);
    }
    try {
      BigDecimal number = new BigDecimal(text);
      if (fits(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refused(text, e);
    }
    throw refused(text, null);
  }

  static BigDecimal of(Observation observation) {
    return parse(observation.field());
  }

  /** The one form of all equal numbers; it has no zeros at the end. */
  static BigDecimal canonical(BigDecimal number) {
    return number.stripTrailingZeros();
  }

  /** Divides to 34 digits, half to even, in canonical form. */
  static BigDecimal divide(BigDecimal number, BigDecimal by) {
    return canonical(number.divide(by, MathContext.DECIMAL128));
  }

  /** A JSON number; digits and scale are kept, an exponent above 0 is written out. */
  static JsonNode json(BigDecimal number) {
    return DecimalNode.valueOf(number.scale() < 0 ? number.setScale(0) : number);
  }

  static void write(StateWriter out, BigDecimal number) {
    out.signed(number.scale()).bytes(number.unscaledValue().toByteArray());
  }

  static BigDecimal read(StateReader in) {
    long scale = in.signed();
    byte[] unscaled = in.bytes();
    // the square of the smallest number has twice its scale
    if (unscaled.length == 0 || scale < 2L * MIN_SCALE || scale > 2L * MAX_SCALE) {
      throw new IllegalArgumentException(
          "scale: " + scale + " of " + unscaled.length + " bytes (expected: a decimal)");
    }
    return new BigDecimal(new BigInteger(unscaled), (int) scale);
  }

  private static IllegalArgumentException refused(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException("number: " + text + " (expected: " + EXPECTED + ")", cause);
  }
}
