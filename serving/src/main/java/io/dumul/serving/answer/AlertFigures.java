package io.dumul.serving.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.AlertRule;
import io.dumul.core.definition.AlertRule.By;
import io.dumul.core.definition.AlertRule.Kind;
import io.dumul.core.definition.Definitions;
import io.dumul.serving.alert.Defect;
import io.dumul.serving.alert.Figures;
import io.dumul.serving.alert.Hours;
import io.dumul.serving.answer.Answers.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Asks the metrics {@code quality-*} for what alerts are judged by, in three rounds. */
final class AlertFigures {
  private static final int MOST = 100;
  private static final Map<By, String> LISTS =
      Map.of(By.EVENT_TYPE, "types", By.SOURCE, "sources", By.APP, "apps");
  private static final Map<By, String> KINDS =
      Map.of(By.ALL, "", By.EVENT_TYPE, "type-", By.SOURCE, "source-", By.APP, "app-");

  private final Questions questions;
  private final Answers answers;
  private final Definitions definitions;
  private final Executor executor;
  private final Instant now;
  private final Range.Asked asked;
  private final Map<By, Map<String, Hours>> hours = new HashMap<>();
  private final List<Defect> seen = new ArrayList<>();
  private final List<Defect> defects = new ArrayList<>();

  AlertFigures(
      Definitions definitions,
      Questions questions,
      Answers answers,
      Executor executor,
      Instant now) {
    this.questions = questions;
    this.answers = answers;
    this.definitions = definitions;
    this.executor = executor;
    this.now = now;
    int days = definitions.alerts().stream().mapToInt(AlertRule::days).max().orElse(1);
    this.asked = new Range.Asked(null, null, (days + 3) + "d");
  }

  /** The figures, and the state that the last of them were made from. */
  record Told(Figures figures, Answers.Answered last) {}

  CompletableFuture<Told> ask() {
    List<Question> names = new ArrayList<>();
    LISTS.values().forEach(list -> names.add(question("quality-" + list, false)));
    return answers
        .ask(names, executor)
        .thenCompose(told -> answers.ask(perSubject(told.answers()), executor))
        .thenCompose(
            told -> {
              read(told.answers());
              List<Question> firsts = firsts();
              return firsts.isEmpty()
                  ? CompletableFuture.completedFuture(told)
                  : answers.ask(firsts, executor).thenApply(this::first);
            })
        .thenApply(told -> new Told(figures(), told));
  }

  private Question question(String metric, boolean byBucket, String... key) {
    return questions.of(metric, List.of(key), asked, now, new Question.Shape(byBucket, false));
  }

  private List<Question> perSubject(List<Answer> lists) {
    List<Question> parts = new ArrayList<>();
    pair(parts, By.ALL);
    for (Answer list : lists) {
      for (By by : LISTS.keySet()) {
        if (list.question().metric().name().equals("quality-" + LISTS.get(by))) {
          items(list).stream().limit(MOST).forEach(item -> pair(parts, by, item.name()));
        }
      }
    }
    return parts;
  }

  private void pair(List<Question> to, By by, String... key) {
    to.add(question("quality-" + KINDS.get(by) + "received", true, key));
    to.add(question("quality-" + KINDS.get(by) + "passed", true, key));
    if (by == By.APP) {
      to.add(question("quality-app-defects", false, key));
    }
  }

  private record Item(String name, long count) {}

  private static List<Item> items(Answer answer) {
    List<Item> items = new ArrayList<>();
    for (JsonNode item : answer.total().merged().value()) {
      items.add(new Item(item.path("item").asText(), item.path("count").asLong()));
    }
    return items;
  }

  private void read(List<Answer> parts) {
    for (int i = 0; i < parts.size(); i++) {
      Question question = parts.get(i).question();
      List<String> key = question.entity().key();
      String subject = key.isEmpty() ? "" : key.get(0);
      String name = question.metric().name();
      if (name.equals("quality-app-defects")) {
        items(parts.get(i))
            .forEach(item -> seen.add(new Defect(subject, item.name(), item.count(), null)));
      } else if (name.endsWith("received")) {
        hours
            .computeIfAbsent(by(name), b -> new HashMap<>())
            .put(subject, new Hours(counts(parts.get(i)), counts(parts.get(i + 1))));
      }
    }
  }

  private static By by(String metric) {
    for (By by : List.of(By.EVENT_TYPE, By.SOURCE, By.APP)) {
      if (metric.equals("quality-" + KINDS.get(by) + "received")) {
        return by;
      }
    }
    return By.ALL;
  }

  private static SortedMap<Long, Long> counts(Answer answer) {
    SortedMap<Long, Long> counts = new TreeMap<>();
    answer.buckets().forEach((hour, parts) -> counts.put(hour, parts.merged().value().asLong()));
    return counts;
  }

  /** When those failures came first that are frequent enough to be told. */
  private List<Question> firsts() {
    long least =
        definitions.alerts().stream()
            .filter(rule -> rule.kind() == Kind.NEW_FAILURE)
            .mapToLong(AlertRule::minimum)
            .min()
            .orElse(Long.MAX_VALUE);
    List<Question> firsts = new ArrayList<>();
    for (Defect defect : seen) {
      if (defect.events() >= least) {
        firsts.add(question("quality-defect-app-first", false, defect.name(), defect.app()));
      }
    }
    return firsts;
  }

  private Answers.Answered first(Answers.Answered told) {
    for (Answer answer : told.answers()) {
      List<String> key = answer.question().entity().key();
      String first = answer.total().merged().value().textValue();
      for (Defect defect : seen) {
        if (first != null && defect.name().equals(key.get(0)) && defect.app().equals(key.get(1))) {
          defects.add(
              new Defect(defect.app(), defect.name(), defect.events(), Instant.parse(first)));
        }
      }
    }
    return told;
  }

  private Figures figures() {
    for (Defect defect : seen) {
      boolean told =
          defects.stream()
              .anyMatch(one -> one.app().equals(defect.app()) && one.name().equals(defect.name()));
      if (!told) {
        defects.add(defect);
      }
    }
    return new Figures(
        now, definitions.metric("quality-received").bucketing().zone(), hours, defects);
  }
}
