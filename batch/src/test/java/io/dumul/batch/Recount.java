package io.dumul.batch;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The same answers by plain loops over what was sent; it knows nothing of aggregates. */
final class Recount {
  private Recount() {}

  /** An event that counts. */
  record Sale(String id, String user, Instant time, String store, BigDecimal amount) {}

  /** Values by {@code metric/key/bucket}. */
  static SortedMap<String, String> of(List<Sale> sales) {
    TreeMap<String, Long> counts = new TreeMap<>();
    TreeMap<String, BigDecimal> sums = new TreeMap<>();
    TreeMap<String, Set<String>> users = new TreeMap<>();
    ZoneId seoul = ZoneId.of("Asia/Seoul");
    for (Sale sale : sales) {
      Instant day = sale.time().atZone(seoul).toLocalDate().atStartOfDay(seoul).toInstant();
      long hour = sale.time().getEpochSecond() / 3600 * 3600;
      counts.merge("sales/" + sale.store() + "/" + day, 1L, Long::sum);
      long utc = sale.time().getEpochSecond() / 86400 * 86400;
      counts.merge("all-sales//" + Instant.ofEpochSecond(utc), 1L, Long::sum);
      sums.merge(
          "revenue/" + sale.store() + "/" + Instant.ofEpochSecond(hour),
          sale.amount(),
          BigDecimal::add);
      users
          .computeIfAbsent("buyers/" + sale.store() + "/" + day, key -> new HashSet<>())
          .add(sale.user());
    }
    TreeMap<String, String> values = new TreeMap<>();
    counts.forEach((key, count) -> values.put(key, count.toString()));
    sums.forEach((key, sum) -> values.put(key, canonical(sum.toPlainString())));
    users.forEach((key, set) -> values.put(key, canonical(Integer.toString(set.size()))));
    return values;
  }

  /** A number's digits without what does not change its value. */
  static String canonical(String number) {
    return new BigDecimal(number.replace("\"", "")).stripTrailingZeros().toPlainString();
  }
}
