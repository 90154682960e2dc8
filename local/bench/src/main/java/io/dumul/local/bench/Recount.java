package io.dumul.local.bench;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The totals of a workload, counted from the orders themselves by code of its own. */
final class Recount {
  /** The metric whose values are estimates, which are only near the count. */
  static final String ESTIMATED = "store-users";

  static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  /** A value's place. */
  private record Place(String metric, String entity, long bucket) {}

  private final Map<Place, Long> numbers = new HashMap<>();
  private final Map<Place, Set<String>> sets = new HashMap<>();

  private Recount() {}

  static Totals of(int records) {
    Recount recount = new Recount();
    for (int i = 0; i < records; i++) {
      if (!Workload.again(i)) {
        recount.add(Workload.order(i));
      }
    }
    return recount.totals();
  }

  private void add(Workload.Order order) {
    long hour = order.time().truncatedTo(ChronoUnit.HOURS).getEpochSecond();
    long day = startOfDay(order.time());
    long amount = order.amount();
    numbers.merge(new Place("user-orders", order.user(), hour), 1L, Long::sum);
    numbers.merge(new Place("user-spend", order.user(), day), amount, Long::sum);
    numbers.merge(new Place("store-orders", order.store(), hour), 1L, Long::sum);
    numbers.merge(new Place("store-revenue", order.store(), day), amount, Long::sum);
    numbers.merge(new Place("region-orders", order.region(), hour), 1L, Long::sum);
    numbers.merge(new Place("region-largest", order.region(), day), amount, Math::max);
    numbers.merge(new Place("all-orders", "", hour), 1L, Long::sum);
    Place users = new Place(ESTIMATED, order.store(), day);
    sets.computeIfAbsent(users, place -> new HashSet<>()).add(order.user());
  }

  private static long startOfDay(Instant time) {
    return time.atZone(SEOUL).toLocalDate().atStartOfDay(SEOUL).toEpochSecond();
  }

  private Totals totals() {
    Totals totals = new Totals();
    numbers.forEach((place, number) -> add(totals, place, number));
    sets.forEach((place, set) -> add(totals, place, set.size()));
    return totals;
  }

  private static void add(Totals totals, Place place, long number) {
    totals.add(place.metric(), place.entity(), place.bucket(), BigDecimal.valueOf(number));
  }
}
