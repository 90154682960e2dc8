package io.dumul.local.bench;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/** What came out, small enough to compare: for each metric the number of values and their sums. */
final class Totals {
  /**
   * The values of one metric.
   *
   * @param values how many keys and buckets there are
   * @param sum of all values, as a check that people can read
   * @param hash sum modulo 2^64 of one hash a value, so the order does not matter
   */
  record Total(long values, BigDecimal sum, String hash) {
    static final Total NONE = new Total(0, BigDecimal.ZERO, "0");

    private Total add(BigDecimal value, long hash) {
      long all = Long.parseUnsignedLong(this.hash, 16) + hash;
      return new Total(values + 1, sum.add(value), Long.toHexString(all));
    }
  }

  private final Map<String, Total> byMetric = new TreeMap<>();
  private final MessageDigest digest = sha256();

  synchronized void add(String metric, String entity, long bucket, BigDecimal value) {
    BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    String line = metric + "\n" + entity + "\n" + bucket + "\n" + plain.toPlainString();
    byte[] bytes = digest.digest(line.getBytes(StandardCharsets.UTF_8));
    long hash = ByteBuffer.wrap(bytes).getLong();
    byMetric.merge(metric, Total.NONE.add(plain, hash), (all, one) -> all.add(plain, hash));
  }

  /** Takes all of others, which came from other metrics or are the first. */
  void add(Totals others) {
    byMetric.putAll(others.byMetric);
  }

  Map<String, Total> byMetric() {
    return byMetric;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
