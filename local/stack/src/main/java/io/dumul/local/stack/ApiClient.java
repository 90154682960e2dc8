package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks the HTTP API.
 *
 * @param url where it is
 * @param key an API key that may read
 */
public record ApiClient(String url, String key) {
  private static final int MOST = 400;
  private static final int UNAVAILABLE = 503;
  private static final int TRIES = 60;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** One metric for one key over a span of time. */
  public record Question(String metric, List<String> key, Instant from, Instant to) {}

  /** What was answered: a value and its two parts, and what a sketch may be off by. */
  public record Answer(JsonNode merged, JsonNode batch, JsonNode speed, JsonNode bound) {
    Answer withMerged(JsonNode value) {
      return new Answer(value, batch, speed, bound);
    }
  }

  /** The key with this name in a file of API keys. */
  public static String keyOf(Path file, String name) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .map(line -> List.of(line.strip().split("\\s+", -1)))
          .filter(words -> words.size() == 3 && words.get(0).equals(name))
          .map(words -> words.get(2))
          .findFirst()
          .orElseThrow(() -> new StackException(file + ": no key (expected: one of " + name + ")"));
    } catch (IOException e) {
      throw new StackException(file + ": not readable", e);
    }
  }

  /**
   * Asks everything at one moment, in one request; again for a while where it is refused for now.
   */
  List<Answer> ask(List<Question> questions) {
    Http.Reply reply = request(questions);
    for (int tries = 0; reply.status() == UNAVAILABLE && tries < TRIES; tries++) {
      Pause.of(RETRY_AFTER);
      reply = request(questions);
    }
    return answers(reply.ok("api"));
  }

  /** The same, whatever comes back. */
  public Http.Reply request(List<Question> questions) {
    ArrayNode groups = JsonNodeFactory.instance.arrayNode();
    for (Question question : questions) {
      ObjectNode group = groups.addObject();
      group.putArray("metrics").add(question.metric());
      ArrayNode key = group.putArray("keys").addArray();
      question.key().forEach(key::add);
      group.put("from", question.from().toString()).put("to", question.to().toString());
      group.put("parts", true);
    }
    JsonNode body = JsonNodeFactory.instance.objectNode().set("questions", groups);
    return Http.post(url + "/v1/metrics:query", header(), body);
  }

  /** The answers in a reply. */
  public static List<Answer> answers(JsonNode reply) {
    List<Answer> answers = new ArrayList<>();
    for (JsonNode each : reply.path("answers")) {
      JsonNode parts = each.path("parts");
      answers.add(
          new Answer(
              each.path("value"),
              parts.at("/batch/value"),
              parts.at("/speed/value"),
              each.path("bound")));
    }
    return answers;
  }

  /** Asks everything, in as many requests as it takes. */
  List<Answer> askAll(List<Question> questions) {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < questions.size(); i += MOST) {
      answers.addAll(ask(questions.subList(i, Math.min(questions.size(), i + MOST))));
    }
    return answers;
  }

  /** What a path answers. */
  Http.Reply get(String path) {
    return Http.get(url + path, header());
  }

  private Map<String, String> header() {
    return Map.of("Authorization", "Bearer " + key);
  }
}
