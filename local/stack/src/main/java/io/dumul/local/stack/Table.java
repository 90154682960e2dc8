package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.local.stack.traffic.Comparison;
import io.dumul.local.stack.traffic.Recount;
import io.dumul.local.stack.traffic.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Every metric and several keys of it: what is answered beside what must be. */
public final class Table {
  private static final int KEYS = 12;
  private static final int SHOWN_KEYS = 2;
  private static final int CELL = 26;
  private static final String ROW = "  %-24s %-22s %26s %26s %26s %26s %14s";

  /** One line of the table. */
  public record Row(
      String metric,
      List<String> key,
      ApiClient.Answer answer,
      JsonNode expected,
      Comparison difference) {

    private String text() {
      return String.format(
          Locale.ROOT,
          ROW,
          metric,
          cut(String.join("/", key), 22),
          cut(shown(answer.batch()), CELL),
          cut(shown(answer.speed()), CELL),
          cut(shown(answer.merged()), CELL),
          cut(shown(expected), CELL),
          difference.difference());
    }
  }

  private final List<Row> rows;

  private Table(List<Row> rows) {
    this.rows = rows;
  }

  /** Asks the API for all of it; each request is answered at one published epoch. */
  static Table of(
      Definitions definitions, ApiClient api, Recount recount, Instant from, Instant to) {
    List<ApiClient.Question> questions = new ArrayList<>();
    for (Metric metric : definitions.metrics()) {
      for (List<String> key : keys(recount.keys(metric.name()))) {
        questions.add(new ApiClient.Question(metric.name(), key, from, to));
      }
    }
    List<ApiClient.Answer> answers = api.askAll(questions);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      rows.add(row(questions.get(i), answers.get(i), recount));
    }
    return new Table(rows);
  }

  /** The keys with the most events. */
  private static List<List<String>> keys(Map<List<String>, Long> counted) {
    return counted.entrySet().stream()
        .sorted(
            Map.Entry.<List<String>, Long>comparingByValue()
                .reversed()
                .thenComparing(each -> each.getKey().toString()))
        .limit(KEYS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Row row(ApiClient.Question question, ApiClient.Answer answer, Recount recount) {
    Tally tally =
        recount.window(
            question.metric(),
            question.key(),
            question.from().getEpochSecond(),
            question.to().getEpochSecond());
    return new Row(
        question.metric(),
        question.key(),
        answer,
        tally.value(),
        Comparison.of(tally, answer.merged(), answer.bound()));
  }

  public List<Row> rows() {
    return rows;
  }

  public long wrong() {
    return rows.stream().filter(row -> !row.difference().fits()).count();
  }

  /** A table of some keys of each metric, and of everything that is not as it must be. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            ROW,
            "metric",
            "key",
            "batch",
            "speed",
            "merged",
            "recount",
            "difference"));
    String metric = "";
    int shown = 0;
    for (Row row : rows) {
      shown = row.metric().equals(metric) ? shown + 1 : 0;
      metric = row.metric();
      if (!row.difference().fits()) {
        lines.add(faulty(row));
      } else if (shown < SHOWN_KEYS) {
        lines.add(row.text());
      }
    }
    lines.add(summary());
    return lines;
  }

  /** What is not as it must be, and how much was compared. */
  List<String> faults() {
    return Stream.concat(
            rows.stream().filter(row -> !row.difference().fits()).map(Table::faulty),
            Stream.of(summary()))
        .toList();
  }

  private static String faulty(Row row) {
    return row.text() + "  <-- WRONG";
  }

  public String summary() {
    return String.format(
        Locale.ROOT, "  %d answers compared, %d not as they must be", rows.size(), wrong());
  }

  private static String shown(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "-";
    }
    if (value.isNumber()) {
      return value.decimalValue().toPlainString();
    }
    return value.isTextual() ? value.asText() : value.toString();
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }
}
