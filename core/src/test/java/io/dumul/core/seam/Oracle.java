package io.dumul.core.seam;

import io.dumul.core.aggregate.Observation;
import io.dumul.core.aggregate.Recount;
import io.dumul.core.definition.Metric;
import io.dumul.core.view.Entity;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The independent recount. It reads what the records are in truth, one partition after the other
 * from its beginning, and says the rules of the seam again in plain loops; it calls nothing of what
 * it judges.
 */
final class Oracle {
  private Oracle() {}

  /** What is right for a record. */
  enum Right {
    ACCEPTED,
    DUPLICATE,
    REJECTED
  }

  /** A record that is no barrier, its epoch, and what is right for it. */
  record Judged(Fact fact, long epoch, Right right) {}

  /** How many epochs of a partition are closed. */
  static long open(List<Fact> facts) {
    long open = 0;
    Instant closing = Instant.MIN;
    for (Fact fact : facts) {
      Fact.Closes closes = fact.closes();
      if (closes != null && closes.counts(open, closing)) {
        open++;
        closing = closes.closing();
      }
    }
    return open;
  }

  static List<Judged> judge(List<Fact> facts) {
    List<Judged> judged = new ArrayList<>();
    long open = 0;
    Instant closing = Instant.MIN;
    for (Fact fact : facts) {
      Fact.Closes closes = fact.closes();
      if (closes != null && closes.counts(open, closing)) {
        open++;
        closing = closes.closing();
      } else if (closes == null) {
        judged.add(new Judged(fact, open, right(fact, closing, judged)));
      }
    }
    return judged;
  }

  private static Right right(Fact fact, Instant closing, List<Judged> before) {
    Order order = fact.order();
    if (order == null) {
      return Right.REJECTED;
    }
    boolean first = closing.equals(Instant.MIN);
    Instant horizon = first ? Instant.MIN : closing.minus(24, ChronoUnit.HOURS);
    Instant latest = !first && closing.isAfter(fact.append()) ? closing : fact.append();
    if (order.time().isBefore(horizon) || order.time().isAfter(latest.plus(1, ChronoUnit.HOURS))) {
      return Right.REJECTED;
    }
    for (Judged earlier : before) {
      if (earlier.right() == Right.ACCEPTED && same(earlier.fact().order(), order, horizon)) {
        return Right.DUPLICATE;
      }
    }
    return Right.ACCEPTED;
  }

  private static boolean same(@Nullable Order earlier, Order order, Instant horizon) {
    return earlier != null
        && earlier.subject().equals(order.subject())
        && earlier.id().equals(order.id())
        && !earlier.time().isBefore(horizon);
  }

  /** The answer for each bucket of an entity, over the accepted events that are asked for. */
  static SortedMap<Long, String> answer(
      Metric metric, Entity entity, List<Judged> judged, Predicate<Judged> counts) {
    Map<Long, List<Observation>> buckets = new TreeMap<>();
    for (Judged each : judged) {
      Order order = each.fact().order();
      if (order != null
          && each.right() == Right.ACCEPTED
          && counts.test(each)
          && concerns(metric, entity, order)) {
        buckets
            .computeIfAbsent(bucket(metric, order.time()), bucket -> new ArrayList<>())
            .add(new Observation(order.price(), order.time(), order.subject(), order.id()));
      }
    }
    SortedMap<Long, String> answer = new TreeMap<>();
    buckets.forEach(
        (bucket, events) -> answer.put(bucket, Recount.of(metric.spec(), true, events).toString()));
    return answer;
  }

  private static boolean concerns(Metric metric, Entity entity, Order order) {
    return switch (metric.name()) {
      case "orders", "revenue" -> entity.key().get(0).equals(order.store());
      case "latest" -> entity.key().get(0).equals(order.subject());
      default -> true;
    };
  }

  private static long bucket(Metric metric, Instant time) {
    return switch (metric.name()) {
      case "orders" -> time.truncatedTo(ChronoUnit.HOURS).getEpochSecond();
      case "latest" -> day(time, ZoneOffset.UTC);
      default -> day(time, ZoneId.of("Asia/Seoul"));
    };
  }

  private static long day(Instant time, ZoneId zone) {
    return time.atZone(zone).toLocalDate().atStartOfDay(zone).toEpochSecond();
  }
}
