package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asks the tables what the HTTP API is asked, as an analyst does: in Spark SQL. */
record SqlClient(Stack stack) {
  private static final String QUERY =
      """
      WITH asked (number, metric, entity_key, starts, ends) AS (VALUES %s)
      SELECT asked.number,
        dumul_functions.present(
          aggregates.metric_id,
          dumul_functions.merge(aggregates.metric_id, aggregates.state)) AS value
      FROM asked JOIN aggregates
        ON aggregates.metric = asked.metric AND aggregates.entity_key = asked.entity_key
        AND aggregates.bucket >= asked.starts AND aggregates.bucket < asked.ends
      GROUP BY asked.number, aggregates.metric_id
      """;

  /** The values in the order of the questions, from one query; missing where no row is. */
  List<JsonNode> ask(List<ApiClient.Question> questions) {
    String asked =
        IntStream.range(0, questions.size())
            .mapToObj(number -> row(number, questions.get(number)))
            .collect(Collectors.joining(", "));
    String limit = Integer.toString(questions.size());
    String lines =
        stack.batchOutput("sql", QUERY.formatted(asked), "--format", "json", "--limit", limit);
    List<JsonNode> values =
        new ArrayList<>(Collections.nCopies(questions.size(), MissingNode.getInstance()));
    for (String line : lines.lines().toList()) {
      JsonNode row = json(line);
      values.set(row.path("number").asInt(), json(row.path("value").asText()));
    }
    return values;
  }

  private static String row(int number, ApiClient.Question question) {
    return "(%d, %s, %s, timestamp '%s', timestamp '%s')"
        .formatted(
            number,
            literal(question.metric()),
            literal(String.join("|", question.key())),
            question.from(),
            question.to());
  }

  private static String literal(String text) {
    return TextNode.valueOf(text).toString();
  }

  private static JsonNode json(String text) {
    try {
      return Http.JSON.readTree(text);
    } catch (IOException e) {
      throw new StackException("sql: not JSON: " + text, e);
    }
  }
}
