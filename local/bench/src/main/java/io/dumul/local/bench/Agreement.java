package io.dumul.local.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether all peers found the same. Exact metrics are equal to the recount, value by value; the
 * estimated one has as many values, is equal in all peers, and near the recount.
 */
final class Agreement {
  private static final BigDecimal NEAR = new BigDecimal("0.03");

  private Agreement() {}

  /** One line for each difference. */
  static List<String> differences(List<Measured> results, Totals recount) {
    List<String> differences = new ArrayList<>();
    for (Measured result : results) {
      for (Map.Entry<String, Totals.Total> expected : recount.byMetric().entrySet()) {
        String metric = expected.getKey();
        Totals.Total found = result.totals().getOrDefault(metric, Totals.Total.NONE);
        Totals.Total first = results.get(0).totals().getOrDefault(metric, Totals.Total.NONE);
        boolean same =
            metric.equals(Recount.ESTIMATED)
                ? found.equals(first) && near(found, expected.getValue())
                : found.equals(expected.getValue());
        if (!same) {
          differences.add(
              "%s: %s: %s (expected: %s)"
                  .formatted(result.peer(), metric, found, expected.getValue()));
        }
      }
    }
    return differences;
  }

  private static boolean near(Totals.Total found, Totals.Total expected) {
    BigDecimal off = found.sum().subtract(expected.sum()).abs();
    return found.values() == expected.values() && off.compareTo(expected.sum().multiply(NEAR)) <= 0;
  }
}
