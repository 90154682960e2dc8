package io.dumul.serving.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.QueryParams;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.view.Entity;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads questions from URLs and bodies. What it does not know it refuses, by name. */
final class Questions {
  private static final int MOST_KEY_CHARS = 4096;
  private static final Set<String> PARAMETERS =
      Set.of("key", "from", "to", "window", "by", "parts");
  private static final Set<String> MEMBERS =
      Set.of("metrics", "keys", "from", "to", "window", "by", "parts");

  private final Definitions definitions;
  private final int mostBuckets;
  private final int mostAnswers;

  /**
   * @param mostBuckets how many buckets an answer may reach over
   * @param mostAnswers how many answers one query may ask for
   */
  Questions(Definitions definitions, int mostBuckets, int mostAnswers) {
    this.definitions = definitions;
    this.mostBuckets = mostBuckets;
    this.mostAnswers = mostAnswers;
  }

  /** The question of {@code GET /v1/metrics/{name}}. */
  Question one(String name, QueryParams parameters, Instant now) {
    for (String parameter : parameters.names()) {
      if (!PARAMETERS.contains(parameter)) {
        throw ProblemException.parameter(
            parameter, "not known", "one of " + PARAMETERS.stream().sorted().toList());
      }
    }
    Metric metric = metric(name, Problem.UNKNOWN_METRIC);
    Range.Asked asked =
        new Range.Asked(
            single(parameters, "from"), single(parameters, "to"), single(parameters, "window"));
    return new Question(
        metric,
        entity("key", metric, parameters.getAll("key")),
        Range.of(asked, metric.bucketing(), now, mostBuckets),
        shape(single(parameters, "by"), single(parameters, "parts")));
  }

  /** A question that this server asks itself. */
  Question of(
      String metric, List<String> key, Range.Asked asked, Instant now, Question.Shape shape) {
    Metric found = metric(metric, Problem.UNKNOWN_METRIC);
    Range range = Range.of(asked, found.bucketing(), now, mostBuckets);
    return new Question(found, entity("app", found, key), range, shape);
  }

  /** The parameters of a URL, all of which are among the known ones. */
  static QueryParams parameters(@Nullable String query, Set<String> known) {
    QueryParams parameters = QueryParams.fromQueryString(query);
    for (String parameter : parameters.names()) {
      if (!known.contains(parameter)) {
        throw ProblemException.parameter(
            parameter, "not known", "one of " + known.stream().sorted().toList());
      }
    }
    return parameters;
  }

  private static @Nullable String single(QueryParams parameters, String name) {
    List<String> values = parameters.getAll(name);
    if (values.size() > 1) {
      throw ProblemException.parameter(name, values.size() + " values", "one");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  private static Question.Shape shape(@Nullable String by, @Nullable String parts) {
    if (by != null && !by.equals("bucket")) {
      throw ProblemException.parameter("by", by, "bucket, or leave it out");
    }
    if (parts != null && !parts.equals("true") && !parts.equals("false")) {
      throw ProblemException.parameter("parts", parts, "true or false");
    }
    return new Question.Shape(by != null, "true".equals(parts));
  }

  private Metric metric(String name, Problem otherwise) {
    try {
      return definitions.metric(name);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(otherwise, String.valueOf(e.getMessage()));
    }
  }

  private static Entity entity(String where, Metric metric, List<String> key) {
    List<String> fields = metric.key().stream().map(AnswerJson::field).toList();
    if (key.size() != fields.size()) {
      throw ProblemException.parameter(
          where, key.size() + " values", fields.size() + " values, for " + fields);
    }
    int chars = key.stream().mapToInt(String::length).sum();
    if (chars > MOST_KEY_CHARS || !key.stream().allMatch(Json::encodable)) {
      throw ProblemException.parameter(
          where, chars + " characters", "<= " + MOST_KEY_CHARS + ", in Unicode");
    }
    return new Entity(metric.entity(), key);
  }

  /** The questions of {@code POST /v1/metrics:query}. */
  List<Question> many(byte[] body, Instant now) {
    JsonNode tree = tree(body);
    requireMembers("", tree, Set.of("questions"));
    JsonNode groups = array("questions", tree.path("questions"));
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      group("questions/" + i, groups.get(i), now, questions);
    }
    if (questions.isEmpty()) {
      throw ProblemException.parameter("questions", "empty", "at least one");
    }
    return questions;
  }

  private void group(String where, JsonNode group, Instant now, List<Question> questions) {
    requireMembers(where, group, MEMBERS);
    Range.Asked asked =
        new Range.Asked(text(group, "from"), text(group, "to"), text(group, "window"));
    Question.Shape shape = shape(text(group, "by"), flag(group));
    for (JsonNode name : array(where + "/metrics", group.path("metrics"))) {
      Metric metric = metric(string(where + "/metrics", name), Problem.INVALID_PARAMETER);
      Range range = Range.of(asked, metric.bucketing(), now, mostBuckets);
      for (List<String> key : keys(where + "/keys", group.path("keys"))) {
        questions.add(new Question(metric, entity(where + "/keys", metric, key), range, shape));
        requireRoom(questions);
      }
    }
  }

  private void requireRoom(List<Question> questions) {
    if (questions.size() > mostAnswers) {
      throw ProblemException.parameter(
          "questions", "more than " + mostAnswers + " answers", "<= " + mostAnswers);
    }
  }

  private static List<List<String>> keys(String where, JsonNode keys) {
    if (keys.isMissingNode()) {
      return List.of(List.of());
    }
    List<List<String>> all = new ArrayList<>();
    for (JsonNode key : array(where, keys)) {
      List<String> parts = new ArrayList<>();
      array(where, key).forEach(part -> parts.add(string(where, part)));
      all.add(parts);
    }
    return all;
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Json.MAPPER.readTree(Json.utf8(body));
    } catch (JsonProcessingException e) {
      throw new ProblemException(
          Problem.INVALID_BODY, "body: " + e.getOriginalMessage() + " (expected: JSON)");
    } catch (IOException e) {
      throw new ProblemException(Problem.INVALID_BODY, "body (expected: UTF-8)");
    }
  }

  private static void requireMembers(String where, JsonNode node, Set<String> known) {
    if (!node.isObject()) {
      throw ProblemException.parameter(
          where.isEmpty() ? "body" : where, shown(node), "a JSON object");
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw ProblemException.parameter(
            name, "not known", "one of " + known.stream().sorted().toList());
      }
    }
  }

  private static JsonNode array(String where, JsonNode node) {
    if (!node.isArray()) {
      throw ProblemException.parameter(where, shown(node), "an array");
    }
    return node;
  }

  private static String string(String where, JsonNode node) {
    if (!node.isTextual()) {
      throw ProblemException.parameter(where, shown(node), "a string");
    }
    return node.textValue();
  }

  private static @Nullable String text(JsonNode group, String name) {
    return group.has(name) ? string(name, group.get(name)) : null;
  }

  private static @Nullable String flag(JsonNode group) {
    JsonNode parts = group.path("parts");
    if (!parts.isMissingNode() && !parts.isBoolean()) {
      throw ProblemException.parameter("parts", shown(parts), "true or false");
    }
    return parts.isMissingNode() ? null : parts.asText();
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "missing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
