package io.dumul.serving.answer;

import com.linecorp.armeria.client.circuitbreaker.CircuitBreaker;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreakerListener;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Asks the view store no more while it does not answer, so that requests are refused at once and do
 * not wait for it in a queue. It is tried again by one request each second.
 */
public final class StoreBreaker {
  private static final Set<Problem> ITS_FAULT =
      Set.of(Problem.CONTROL_UNAVAILABLE, Problem.VIEWS_UNAVAILABLE, Problem.TIMEOUT);
  private static final int FEW = 20;

  private final CircuitBreaker breaker;

  /**
   * @param meters where what it does can be seen
   */
  public StoreBreaker(MeterRegistry meters) {
    breaker =
        CircuitBreaker.builder("views")
            .failureRateThreshold(0.5)
            .minimumRequestThreshold(FEW)
            .counterSlidingWindow(Duration.ofSeconds(5))
            .counterUpdateInterval(Duration.ofMillis(500))
            .circuitOpenWindow(Duration.ofSeconds(2))
            .trialRequestInterval(Duration.ofSeconds(1))
            .listener(CircuitBreakerListener.metricCollecting(meters, "circuit.breaker"))
            .build();
  }

  /** Calls, unless the store has not answered most calls of the last seconds. */
  <T> CompletableFuture<T> guard(Supplier<CompletableFuture<T>> call) {
    if (!breaker.tryRequest()) {
      return CompletableFuture.failedFuture(
          new ProblemException(
              Problem.VIEWS_UNAVAILABLE, "The view store has not answered for some seconds."));
    }
    return call.get().whenComplete((answer, failure) -> report(failure));
  }

  private void report(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProblemException refused && ITS_FAULT.contains(refused.problem())) {
      breaker.onFailure();
    } else {
      breaker.onSuccess();
    }
  }
}
