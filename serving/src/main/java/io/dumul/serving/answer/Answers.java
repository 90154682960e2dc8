package io.dumul.serving.answer;

import io.dumul.core.definition.Metric;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.Increment;
import io.dumul.core.view.Merge;
import io.dumul.core.view.Selection;
import io.dumul.core.view.ViewReader;
import io.dumul.serving.answer.ControlCache.Held;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions, all of a request at one published epoch.
 *
 * <p>How an answer stays right while others publish, roll back, expire and rebuild: the control
 * state is taken first, then the rows are read at its publication. Afterwards the state must still
 * be young (see {@link ControlCache}), and no row may show an increment of a generation that the
 * state does not know, which may have replaced one that the state speaks of. Else all of it is done
 * again with a new state, and after some attempts refused.
 */
public final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final int ATTEMPTS = 3;

  private final ViewReader views;
  private final ControlCache control;
  private final StoreBreaker breaker;
  private final long readMillis;

  /**
   * @param readTimeout how long reading the control state, and then the rows of a request, may take
   */
  public Answers(
      ViewReader views, ControlCache control, StoreBreaker breaker, Duration readTimeout) {
    this.views = views;
    this.control = control;
    this.breaker = breaker;
    this.readMillis = readTimeout.toMillis();
  }

  /**
   * The answer to one question.
   *
   * @param buckets empty where they are not asked for
   */
  record Answer(Question question, Merge.Parts total, SortedMap<Long, Merge.Parts> buckets) {}

  /** The answers in the order of the questions, and the state that all were made from. */
  record Answered(ControlState state, List<Answer> answers) {}

  /** A row over some buckets: read once for all of its metrics. */
  private record Row(Entity entity, Range range) {}

  /**
   * @param executor on which states are merged
   * @return fails with ProblemException where the views do not hold what is needed
   */
  CompletableFuture<Answered> ask(List<Question> questions, Executor executor) {
    return breaker.guard(() -> attempt(questions, executor, control.young(), ATTEMPTS));
  }

  private CompletableFuture<Answered> attempt(
      List<Question> questions, Executor executor, CompletableFuture<Held> state, int left) {
    return state
        .copy() // shared by requests, each with a deadline of its own
        .orTimeout(readMillis, TimeUnit.MILLISECONDS)
        .exceptionallyCompose(cause -> unreadable(Problem.CONTROL_UNAVAILABLE, cause))
        .thenCompose(
            held ->
                read(questions, held.state())
                    .thenComposeAsync(
                        rows -> judge(questions, executor, held, rows, left), executor));
  }

  private CompletableFuture<Answered> judge(
      List<Question> questions, Executor executor, Held held, Map<Row, EntityView> rows, int left) {
    boolean old = !control.isYoung(held);
    if (!old && !replaced(held.state(), rows)) {
      return CompletableFuture.completedFuture(merge(questions, held.state(), rows));
    }
    if (left > 1) {
      return attempt(questions, executor, control.refresh(), left - 1);
    }
    throw old
        ? new ProblemException(Problem.TIMEOUT, "The views are read too slowly.")
        : Completeness.rebuilding(
            questions.get(0).metric(), "increments of a newer generation come in");
  }

  private static boolean replaced(ControlState state, Map<Row, EntityView> rows) {
    return rows.values().stream()
        .flatMap(view -> view.speed().stream())
        .mapToInt(Increment::generation)
        .anyMatch(generation -> generation > state.generation());
  }

  private CompletableFuture<Map<Row, EntityView>> read(
      List<Question> questions, ControlState state) {
    Map<Row, Set<Long>> metrics = new LinkedHashMap<>();
    for (Question question : questions) {
      Completeness.check(state, question.metric());
      metrics
          .computeIfAbsent(new Row(question.entity(), question.range()), row -> new HashSet<>())
          .add(question.metric().id());
    }
    Map<Row, CompletableFuture<EntityView>> reads = new LinkedHashMap<>();
    metrics.forEach((row, ids) -> reads.put(row, read(row, ids, state.publishedNumber())));
    return CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new))
        .orTimeout(readMillis, TimeUnit.MILLISECONDS)
        .<Map<Row, EntityView>>thenApply(
            all -> {
              Map<Row, EntityView> rows = new LinkedHashMap<>();
              reads.forEach((row, view) -> rows.put(row, view.join()));
              return rows;
            })
        .exceptionallyCompose(cause -> unreadable(Problem.VIEWS_UNAVAILABLE, cause));
  }

  private CompletableFuture<EntityView> read(Row row, Set<Long> metrics, long publication) {
    Range range = row.range();
    return views.read(row.entity(), new Selection(metrics, range.from(), range.to(), publication));
  }

  private static Answered merge(
      List<Question> questions, ControlState state, Map<Row, EntityView> rows) {
    Merge merge = new Merge(state.publishedEpoch(), state.generation());
    return new Answered(
        state,
        questions.stream()
            .map(
                question ->
                    answer(
                        merge,
                        question,
                        Objects.requireNonNull(
                            rows.get(new Row(question.entity(), question.range())))))
            .toList());
  }

  private static Answer answer(Merge merge, Question question, EntityView view) {
    Metric metric = question.metric();
    Selection all =
        new Selection(Set.of(metric.id()), question.range().from(), question.range().to(), 0);
    return new Answer(
        question,
        merge.total(metric, view, all),
        question.shape().buckets() ? merge.byBucket(metric, view, all) : new TreeMap<>());
  }

  private static <T> CompletableFuture<T> unreadable(Problem problem, Throwable cause) {
    Throwable peeled = cause instanceof CompletionException ? cause.getCause() : cause;
    if (peeled instanceof ProblemException) {
      return CompletableFuture.failedFuture(peeled);
    }
    LOG.warn("{}: {}", problem.slug(), String.valueOf(peeled));
    return CompletableFuture.failedFuture(
        new ProblemException(problem, "The view store does not answer in time."));
  }
}
