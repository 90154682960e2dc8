package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every metric and several keys of it: what is answered beside what must be. */
final class Comparison {
  private static final int KEYS = 12;
  private static final int SHOWN_KEYS = 2;
  private static final int MOST_QUESTIONS = 400;
  private static final int CELL = 26;
  private static final String ROW = "  %-24s %-22s %26s %26s %26s %26s %14s";

  /** One line of the table. */
  record Row(
      String metric,
      List<String> key,
      ApiClient.Answer answer,
      JsonNode expected,
      Difference difference) {

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
          difference.text());
    }
  }

  private final List<Row> rows;

  private Comparison(List<Row> rows) {
    this.rows = rows;
  }

  /** Asks the API for all of it; each request is answered at one published epoch. */
  static Comparison of(
      Definitions definitions, ApiClient api, Expected expected, Instant from, Instant to) {
    List<ApiClient.Question> questions = new ArrayList<>();
    for (Metric metric : definitions.metrics()) {
      for (List<String> key : expected.keys(metric.name(), KEYS)) {
        questions.add(new ApiClient.Question(metric.name(), key));
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < questions.size(); i += MOST_QUESTIONS) {
      List<ApiClient.Question> some =
          questions.subList(i, Math.min(questions.size(), i + MOST_QUESTIONS));
      List<ApiClient.Answer> answers = api.ask(some, from, to);
      for (int j = 0; j < some.size(); j++) {
        rows.add(row(definitions, some.get(j), answers.get(j), expected));
      }
    }
    return new Comparison(rows);
  }

  private static Row row(
      Definitions definitions,
      ApiClient.Question question,
      ApiClient.Answer answer,
      Expected expected) {
    Metric metric = definitions.metric(question.metric());
    JsonNode value = expected.value(question.metric(), question.key());
    return new Row(
        question.metric(), question.key(), answer, value, Difference.of(metric, answer, value));
  }

  List<Row> rows() {
    return rows;
  }

  long wrong() {
    return rows.stream().filter(row -> !row.difference().allowed()).count();
  }

  /** A table of some keys of each metric, and of everything that is not as it must be. */
  List<String> table() {
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
      if (shown < SHOWN_KEYS || !row.difference().allowed()) {
        lines.add(row.text() + (row.difference().allowed() ? "" : "  <-- WRONG"));
      }
    }
    lines.add(summary());
    return lines;
  }

  String summary() {
    return String.format(
        Locale.ROOT, "  %d answers compared, %d not as they must be", rows.size(), wrong());
  }

  private static String shown(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "-";
    }
    return value.isTextual() ? value.asText() : value.toString();
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }
}
