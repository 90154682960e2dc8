package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.dumul.core.definition.LocalDay;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;

/** Local days in order, and as a condition on a time. */
final class Days {
  static final Comparator<LocalDay> ORDER =
      Comparator.comparing((LocalDay day) -> day.zone().getId()).thenComparing(LocalDay::date);

  private Days() {}

  /**
   * Whether a column of times is within one of the days, which are of one zone and in order. Days
   * that follow each other make one range, which Iceberg finds files by.
   */
  static Column within(String time, List<LocalDay> days) {
    Column any = lit(false);
    Instant start = days.get(0).start();
    for (int i = 0; i < days.size(); i++) {
      boolean last = i + 1 == days.size();
      if (last || !days.get(i + 1).start().equals(days.get(i).end())) {
        any = any.or(between(time, start, days.get(i).end()));
        start = last ? start : days.get(i + 1).start();
      }
    }
    return any;
  }

  private static Column between(String time, Instant start, Instant end) {
    return col(time).geq(lit(start)).and(col(time).lt(lit(end)));
  }
}
