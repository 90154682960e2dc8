package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Totals of a data set that other people's tools counted: {@code answers.json} beside the data. */
final class KnownTotals {

  /** One total: what is asked of the API, and what the answer must be. */
  record Total(ApiClient.Question question, JsonNode expected) {}

  private static final int CENTS = 2;

  private final DataSet set;
  private final List<Total> totals = new ArrayList<>();

  private KnownTotals(DataSet set) {
    this.set = set;
  }

  static List<Total> of(DataSet set, Path dataFolder) {
    try {
      JsonNode answers = Http.JSON.readTree(Files.readString(dataFolder.resolve("answers.json")));
      KnownTotals known = new KnownTotals(set);
      if (set.name().equals("globo")) {
        known.globo(answers.path("globo_dev_hours_000_239"));
      } else {
        known.onlineRetail(answers.path("online_retail"));
      }
      return known.totals;
    } catch (IOException e) {
      throw new StackException(
          "data: " + dataFolder + "/answers.json (expected: a readable file)", e);
    }
  }

  private void globo(JsonNode known) {
    add("clicks", List.of(), known.at("/rows_users_sessions_articles/0"));
    add("readers", List.of(), known.at("/rows_users_sessions_articles/1"));
    for (JsonNode day : known.path("per_utc_day")) {
      LocalDate date = LocalDate.parse(day.path(0).asText());
      add("clicks", date, date.plusDays(1), day.path(1));
      add("readers", date, date.plusDays(1), day.path(2));
    }
    for (JsonNode region : known.path("per_region")) {
      add("region-clicks", List.of(region.path(0).asText()), region.path(1));
      add("region-readers", List.of(region.path(0).asText()), region.path(2));
    }
    each("device-clicks", known.path("per_device"), 1);
    each("article-clicks", known.path("top20_articles"), 1);
    each("user-clicks", known.path("top10_users"), 1);
  }

  private void onlineRetail(JsonNode known) {
    JsonNode counts = known.path("rows_invoices_stock_customers_countries");
    add("lines", List.of(), counts.path(0));
    add("invoices", List.of(), counts.path(1));
    add("customers", List.of(), counts.path(3));
    add("revenue", List.of(), known.at("/revenue_qty/0"));
    add("quantity", List.of(), known.at("/revenue_qty/1"));
    add("cancelled-lines", List.of(), known.at("/cancel_lines_invoices/0"));
    add("unknown-customer-lines", List.of(), known.at("/null_customer/0"));
    each("country-lines", known.path("per_country"), 1);
    each("country-revenue", known.path("per_country"), 2);
    for (JsonNode each : known.path("per_month")) {
      YearMonth month = YearMonth.parse(each.path(0).asText());
      add("lines", month.atDay(1), month.plusMonths(1).atDay(1), each.path(1));
      add("revenue", month.atDay(1), month.plusMonths(1).atDay(1), each.path(2));
    }
    each("stock-lines", known.path("top10_stock_by_lines"), 1);
  }

  private void each(String metric, JsonNode rows, int column) {
    for (JsonNode row : rows) {
      add(metric, List.of(row.path(0).asText()), row.path(column));
    }
  }

  private void add(String metric, List<String> key, JsonNode expected) {
    totals.add(
        new Total(new ApiClient.Question(metric, key, set.from(), set.to()), number(expected)));
  }

  private void add(String metric, LocalDate from, LocalDate to, JsonNode expected) {
    totals.add(
        new Total(
            new ApiClient.Question(
                metric,
                List.of(),
                from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                to.atStartOfDay(ZoneOffset.UTC).toInstant()),
            number(expected)));
  }

  private static JsonNode number(JsonNode expected) {
    return expected.isMissingNode() ? LongNode.valueOf(-1) : expected;
  }

  /** Whether an answer is the total: to the last digit, or within twice a sketch's bound. */
  static boolean fits(JsonNode expected, ApiClient.Answer answer) {
    JsonNode bound = answer.bound();
    if (!bound.has("lower")) {
      return equal(expected, answer.merged());
    }
    double value = answer.merged().asDouble();
    double least = value - 2 * (value - bound.path("lower").asDouble()) - 1;
    double most = value + 2 * (bound.path("upper").asDouble() - value) + 1;
    return expected.asDouble() >= least && expected.asDouble() <= most;
  }

  /** Known sums of money are rounded to cents; some prices have a third digit. */
  static boolean equal(JsonNode expected, JsonNode answer) {
    BigDecimal value = answer.decimalValue();
    BigDecimal rounded =
        expected.isBigDecimal() ? value.setScale(CENTS, RoundingMode.HALF_EVEN) : value;
    return rounded.compareTo(expected.decimalValue()) == 0;
  }
}
