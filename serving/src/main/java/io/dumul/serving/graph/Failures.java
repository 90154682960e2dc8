package io.dumul.serving.graph;

import com.fasterxml.jackson.databind.node.TextNode;
import io.dumul.core.edge.UnfilledException;
import io.dumul.core.edge.WrongRequestException;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Turns what went wrong into problems. */
final class Failures {
  private Failures() {}

  /** Calls; what is wrong with the request is a failure of the future. */
  static <T> CompletableFuture<T> asking(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get();
    } catch (WrongRequestException | UnfilledException | ProblemException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  static <T> CompletableFuture<T> translated(CompletableFuture<T> answer) {
    return answer.handle(
        (value, failure) -> {
          if (failure != null) {
            throw problem(failure);
          }
          return value;
        });
  }

  static ProblemException problem(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ProblemException known) {
      return known;
    }
    if (cause instanceof WrongRequestException wrong) {
      return new ProblemException(
          Problem.INVALID_PARAMETER,
          String.valueOf(wrong.getMessage()),
          Map.of(
              "parameter", TextNode.valueOf(wrong.parameter()),
              "expected", TextNode.valueOf(wrong.expected())));
    }
    if (cause instanceof UnfilledException) {
      return new ProblemException(Problem.EDGES_UNFILLED, String.valueOf(cause.getMessage()));
    }
    return new ProblemException(
        Problem.VIEWS_UNAVAILABLE, "The edges cannot be read: " + cause.getClass().getSimpleName());
  }
}
