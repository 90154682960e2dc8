package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.config.SecretFile;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Metric;
import io.dumul.local.stack.ApiClient;
import io.dumul.local.stack.Stack;
import io.dumul.local.stack.Topics;
import io.dumul.local.stack.traffic.LogRecount;
import io.dumul.local.stack.traffic.Recount;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says of answers that were given while events flowed whether they can be right. What only grows
 * with events (counts, and sums of what is never negative) must lie between a recount of the log up
 * to where the receipt says that the speed view is, and a recount up to where the log ended after
 * the answer; and no key may go back, unless readers are taken back to an earlier publication while
 * the speed view does not reach beyond it.
 */
final class Judge implements AutoCloseable {
  private static final int KEYS = 3;

  private final List<Metric> growing;
  private final Instant from;
  private final Instant to;
  private final Recount least;
  private final Recount most;
  private final LogRecount toLeast;
  private final LogRecount toMost;
  private final Map<ApiClient.Question, BigDecimal> before = new HashMap<>();
  private long publication = -1;
  private boolean stopped;

  Judge(Stack stack, Instant from, Instant to) {
    this.growing =
        DefinitionFiles.load(stack.definitions()).metrics().stream()
            .filter(metric -> Set.of("count", "sum").contains(metric.spec().kind()))
            .toList();
    this.from = from;
    this.to = to;
    this.least = recount(stack);
    this.most = recount(stack);
    this.toLeast = new LogRecount(stack.kafka(), Topics.EVENTS, least);
    this.toMost = new LogRecount(stack.kafka(), Topics.EVENTS, most);
  }

  private static Recount recount(Stack stack) {
    return new Recount(
        stack.definitions(),
        SecretFile.read(stack.folder().barrierKey()),
        Topics.id(stack.kafka()),
        (metric, key) -> true);
  }

  /** The keys with the most events of every metric that only grows. */
  List<ApiClient.Question> questions() {
    List<ApiClient.Question> questions = new ArrayList<>();
    for (Metric metric : growing) {
      most.keys(metric.name()).entrySet().stream()
          .sorted(Map.Entry.<List<String>, Long>comparingByValue().reversed())
          .limit(KEYS)
          .forEach(
              key -> questions.add(new ApiClient.Question(metric.name(), key.getKey(), from, to)));
    }
    return questions.isEmpty()
        ? List.of(new ApiClient.Question("activity", List.of(), from, to))
        : questions;
  }

  /** Knows all of the log up to here, and reads it no more: it is about to be destroyed. */
  synchronized void stopReading() {
    toMost.catchUp();
    stopped = true;
  }

  /**
   * Judges the answers of a request.
   *
   * @return what is wrong; empty where all is right
   */
  synchronized List<String> judge(Asker.Observation observation) {
    boolean exact = !stopped && advance(observation.reached());
    if (!stopped) {
      toMost.catchUp();
    }
    if (observation.publication() >= 0) {
      if (observation.publication() < publication) {
        before.clear();
      }
      publication = observation.publication();
    }
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < observation.questions().size(); i++) {
      ApiClient.Question question = observation.questions().get(i);
      JsonNode value = observation.answers().get(i).merged();
      BigDecimal answer = value.isNumber() ? value.decimalValue() : BigDecimal.ZERO;
      BigDecimal low = exact ? value(least, question) : BigDecimal.ZERO;
      BigDecimal last = before.getOrDefault(question, BigDecimal.ZERO);
      BigDecimal high = value(most, question);
      if (answer.compareTo(low.max(last)) < 0 || answer.compareTo(high) > 0) {
        wrong.add(
            question.metric()
                + question.key()
                + ": "
                + answer
                + " (expected: from "
                + low
                + " to "
                + high
                + ", and not less than before: "
                + last
                + ") at "
                + observation.reached());
      }
      before.put(question, answer.max(last));
    }
    return wrong;
  }

  /** Recounts up to these offsets; false where the recount is beyond them already. */
  private boolean advance(Map<Integer, Long> reached) {
    boolean behind =
        toLeast.position().entrySet().stream()
            .allMatch(at -> reached.getOrDefault(at.getKey(), 0L) >= at.getValue());
    if (behind) {
      toLeast.catchUpTo(reached);
    }
    return behind;
  }

  private static BigDecimal value(Recount recount, ApiClient.Question question) {
    return recount
        .window(
            question.metric(),
            question.key(),
            question.from().getEpochSecond(),
            question.to().getEpochSecond())
        .value()
        .decimalValue();
  }

  @Override
  public void close() {
    toLeast.close();
    toMost.close();
  }
}
