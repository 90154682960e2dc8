package io.dumul.core.definition;

import io.dumul.core.definition.AlertRule.By;
import io.dumul.core.definition.AlertRule.Kind;
import io.dumul.core.definition.AlertRule.Severity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads {@code alerts.yaml}. */
final class AlertsFile {
  private static final String EXPECTED = "a list of {name, kind, severity, ...}";
  private static final List<String> COMMON = List.of("name", "kind", "severity", "minimum");
  private static final List<String> METRICS =
      List.of(
          "quality-received",
          "quality-passed",
          "quality-types",
          "quality-type-received",
          "quality-type-passed",
          "quality-sources",
          "quality-source-received",
          "quality-source-passed",
          "quality-apps",
          "quality-app-received",
          "quality-app-passed",
          "quality-app-defects",
          "quality-defect-app-first");
  private static final int MOST_DAYS = 28;

  private AlertsFile() {}

  /**
   * @param metrics the metrics that are defined
   */
  static List<AlertRule> read(Located file, Set<String> metrics) {
    file.object(List.of("alerts"));
    Located list = file.need("alerts", EXPECTED);
    List<AlertRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Located item : list.list(EXPECTED)) {
      rules.add(rule(item));
      if (!names.add(rules.get(rules.size() - 1).name())) {
        throw item.need("name", "").wrong("a name that no other alert has");
      }
    }
    for (String metric : METRICS) {
      if (!metrics.contains(metric)) {
        throw list.at("alerts: no metric " + metric, "the metrics quality-*, which alerts look at");
      }
    }
    return List.copyOf(rules);
  }

  private static AlertRule rule(Located item) {
    if (!item.value().isObject()) {
      throw item.wrong("{name, kind, severity, ...}");
    }
    Kind kind = one(item.need("kind", names(Kind.values(), Kind::text)), Kind.values(), Kind::text);
    item.object(known(kind));
    String name =
        item.need("name", "a name, as quality-low")
            .matching("[a-z][a-z0-9-]{0,63}", "lower-case letters, digits and -");
    Severity severity =
        one(item.need("severity", "page or ticket"), Severity.values(), Severity::text);
    BigDecimal bound = bound(item, kind);
    return new AlertRule(
        name,
        kind,
        severity,
        by(item, kind),
        bound,
        until(item, kind, bound),
        days(item, kind),
        item.need("minimum", "an integer >= 1").positive());
  }

  private static List<String> known(Kind kind) {
    List<String> own =
        switch (kind) {
          case QUALITY -> List.of("by", "below", "until");
          case NEW_FAILURE -> List.of("above", "days");
          case DROP -> List.of("by", "below", "until", "days");
          case JUMP -> List.of("by", "above", "until", "days");
        };
    return Stream.concat(COMMON.stream(), own.stream()).toList();
  }

  private static List<By> by(Located item, Kind kind) {
    if (kind == Kind.NEW_FAILURE) {
      return List.of(By.APP);
    }
    Set<By> by = new LinkedHashSet<>();
    String expected = "a list of " + names(By.values(), By::text);
    for (Located one : item.need("by", expected).list(expected)) {
      by.add(one(one, By.values(), By::text));
    }
    return List.copyOf(by);
  }

  private static BigDecimal bound(Located item, Kind kind) {
    String key = item.value().has("below") ? "below" : "above";
    return switch (kind) {
      case QUALITY, DROP -> number(item, "below", BigDecimal.ZERO, BigDecimal.ONE);
      case NEW_FAILURE -> number(item, key, BigDecimal.ZERO, BigDecimal.ONE);
      case JUMP -> number(item, "above", BigDecimal.ONE, BigDecimal.valueOf(1_000_000));
    };
  }

  private static BigDecimal until(Located item, Kind kind, BigDecimal bound) {
    return switch (kind) {
      case NEW_FAILURE -> bound;
      case QUALITY, DROP -> number(item, "until", bound, BigDecimal.ONE);
      case JUMP -> number(item, "until", BigDecimal.ONE, bound);
    };
  }

  private static BigDecimal number(Located item, String key, BigDecimal from, BigDecimal to) {
    String expected = "a number from " + from.toPlainString() + " to " + to.toPlainString();
    Located value = item.need(key, expected);
    if (!value.value().isNumber()) {
      throw value.wrong(expected);
    }
    BigDecimal number = value.value().decimalValue();
    if (number.compareTo(from) < 0 || number.compareTo(to) > 0) {
      throw value.wrong(expected);
    }
    return number;
  }

  private static int days(Located item, Kind kind) {
    String expected = "a number of days from 1 to " + MOST_DAYS;
    if (kind == Kind.QUALITY) {
      return 1;
    }
    Located days = item.need("days", expected);
    if (days.positive() > MOST_DAYS) {
      throw days.wrong(expected);
    }
    return days.positive();
  }

  private static <E> E one(Located value, E[] values, Function<E, String> text) {
    for (E each : values) {
      if (text.apply(each).equals(value.value().asText())) {
        return each;
      }
    }
    throw value.wrong("one of " + names(values, text));
  }

  private static <E> String names(E[] values, Function<E, String> text) {
    return Stream.of(values).map(text).toList().toString();
  }
}
