package io.dumul.speed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dumul.core.definition.Metric;
import io.dumul.core.view.Increment;
import io.dumul.core.view.Partials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Counts the accepted events of the tests again, in its own way, and reads increments likewise. */
final class Recount {
  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
  private static final JsonMapper JSON = new JsonMapper();

  private Recount() {}

  /** Adds one accepted event. */
  static void add(Map<String, BigDecimal> to, byte[] event) {
    try {
      JsonNode root = JSON.readTree(event);
      Instant time = Instant.parse(root.get("time").textValue());
      String region = root.get("data").get("region").textValue();
      BigDecimal n = root.get("data").get("n").decimalValue();
      long hour = time.truncatedTo(ChronoUnit.HOURS).getEpochSecond();
      long day = time.atZone(SEOUL).truncatedTo(ChronoUnit.DAYS).toEpochSecond();
      plus(to, "taps||" + hour, BigDecimal.ONE);
      plus(to, "region-taps|" + region + "|" + hour, BigDecimal.ONE);
      plus(to, "region-sum|" + region + "|" + day, n);
      plus(to, "user-sum|" + root.get("subject").textValue() + "|" + day, n);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What increments say, in the same words. */
  static Map<String, BigDecimal> of(Collection<Increment> increments) {
    Map<String, BigDecimal> values = new TreeMap<>();
    for (Increment increment : increments) {
      Partials.split(increment.partials())
          .forEach(
              (slot, state) -> {
                Metric metric = Objects.requireNonNull(Samples.DEFINITIONS.metric(slot.metric()));
                String key = increment.key().entity().keyText();
                plus(values, metric.name() + "|" + key + "|" + slot.bucket(), value(metric, state));
              });
    }
    return values;
  }

  private static BigDecimal value(Metric metric, byte[] state) {
    return value(metric.aggregate(), state);
  }

  private static <S> BigDecimal value(
      io.dumul.core.aggregate.Aggregate<S> aggregate, byte[] state) {
    return new BigDecimal(aggregate.present(aggregate.decode(state)).value().asText());
  }

  private static void plus(Map<String, BigDecimal> to, String key, BigDecimal value) {
    to.merge(key, value, BigDecimal::add);
    to.computeIfPresent(key, (k, sum) -> sum.stripTrailingZeros());
  }
}
