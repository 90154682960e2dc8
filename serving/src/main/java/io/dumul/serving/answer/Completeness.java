package io.dumul.serving.answer;

import com.fasterxml.jackson.databind.node.TextNode;
import io.dumul.core.definition.Metric;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Published;
import io.dumul.core.view.SpeedProgress;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the views hold all that an answer is made of. Where they do not, nothing is guessed. */
final class Completeness {
  private Completeness() {}

  /** Throws ProblemException where an answer about the metric would leave something out. */
  static void check(ControlState state, Metric metric) {
    Optional<Published> published = state.published();
    if (published.isPresent() && !published.get().metrics().contains(metric.id())) {
      throw refusal(
          Problem.METRIC_NOT_PUBLISHED,
          metric,
          "publication " + state.publishedNumber() + " does not hold it");
    }
    if (state.expiredThrough() > state.publishedEpoch()) {
      throw refusal(
          Problem.SPEED_EXPIRED,
          metric,
          "increments up to epoch "
              + state.expiredThrough()
              + " may be gone, but only epochs up to "
              + state.publishedEpoch()
              + " are published");
    }
    for (SpeedProgress progress : partitions(state, metric)) {
      checkSince(state, metric, progress);
    }
  }

  /** The progress of every partition, all of the newest generation. */
  private static List<SpeedProgress> partitions(ControlState state, Metric metric) {
    int count = state.speed().values().stream().mapToInt(SpeedProgress::partitions).max().orElse(1);
    List<SpeedProgress> all = new ArrayList<>();
    for (int partition = 0; partition < count; partition++) {
      SpeedProgress progress = state.speed().get(partition);
      if (progress == null) {
        throw refusal(
            Problem.SPEED_INCOMPLETE, metric, "partition " + partition + " has not reported yet");
      }
      if (progress.generation() != state.generation()) {
        throw rebuilding(metric, "partition " + partition + " is not yet built anew");
      }
      all.add(progress);
    }
    return all;
  }

  private static void checkSince(ControlState state, Metric metric, SpeedProgress progress) {
    Long since = progress.since().get(metric.id());
    if (since == null || since > state.publishedEpoch() + 1) {
      throw refusal(
          Problem.SPEED_INCOMPLETE,
          metric,
          "partition "
              + progress.partition()
              + " holds it since epoch "
              + (since == null ? "none" : since)
              + " (needed: "
              + (state.publishedEpoch() + 1)
              + ")");
    }
  }

  static ProblemException rebuilding(Metric metric, String detail) {
    return refusal(Problem.SPEED_REBUILDING, metric, detail);
  }

  private static ProblemException refusal(Problem problem, Metric metric, String detail) {
    return new ProblemException(
        problem, metric.name() + ": " + detail, Map.of("metric", TextNode.valueOf(metric.name())));
  }
}
