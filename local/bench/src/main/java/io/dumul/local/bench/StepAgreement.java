package io.dumul.local.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether all ways computed the same: for each metric as many values as the recount and the same
 * sum, of the estimated one a sum that is near.
 */
final class StepAgreement {
  private static final BigDecimal NEAR = new BigDecimal("0.05");

  private StepAgreement() {}

  /** One line for each difference. */
  static List<String> differences(List<Step> results, Totals recount) {
    List<String> differences = new ArrayList<>();
    for (Step result : results) {
      if (result.totals().isEmpty()) {
        continue;
      }
      for (Map.Entry<String, Totals.Total> expected : recount.byMetric().entrySet()) {
        String metric = expected.getKey();
        Totals.Total found = result.totals().getOrDefault(metric, Totals.Total.NONE);
        BigDecimal near = metric.equals(Recount.ESTIMATED) ? NEAR : BigDecimal.ZERO;
        if (!agree(found, expected.getValue(), near)) {
          differences.add(
              "%s: %s: %s (expected: %s)"
                  .formatted(result.way(), metric, found, expected.getValue()));
        }
      }
    }
    return differences;
  }

  private static boolean agree(Totals.Total found, Totals.Total expected, BigDecimal near) {
    BigDecimal off = found.sum().subtract(expected.sum()).abs();
    return found.values() == expected.values() && off.compareTo(expected.sum().multiply(near)) <= 0;
  }
}
