package io.dumul.serving.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.serving.collect.EventResult.Status;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import io.dumul.serving.http.Responses;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /v1/events}. 202: every event is in the log and valid. 207: every event has its fate,
 * and at least one of them is in the log but at least one is not accepted. 400: nothing is in the
 * log. 422: nothing is in the log, and at least one event is blocked. 503: at least one is not
 * known to be in the log. What is accepted or quarantined is durable.
 */
public final class CollectorService implements HttpService {
  private final EventRequests requests;
  private final Collector collector;
  private final MeterRegistry meters;
  private final Listener listener;

  /** Hears of every event what became of it. */
  interface Listener {
    void collected(Incoming event, EventResult result);
  }

  /**
   * @param foresight the accept rule, as a courtesy to the caller
   */
  public CollectorService(
      EventLog log, EventRequests requests, Foresight foresight, MeterRegistry meters) {
    this(log, requests, foresight, meters, (event, result) -> {});
  }

  CollectorService(
      EventLog log,
      EventRequests requests,
      Foresight foresight,
      MeterRegistry meters,
      Listener listener) {
    this.requests = requests;
    this.collector = new Collector(log, foresight);
    this.meters = meters;
    this.listener = listener;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenComposeAsync(this::collect, context.blockingTaskExecutor())
            .thenApply(this::answer)
            .thenApply(AggregatedHttpResponse::toHttpResponse));
  }

  private CompletableFuture<List<EventResult>> collect(AggregatedHttpRequest request) {
    List<Incoming> events = requests.read(request);
    return collector.collect(events).thenApply(results -> tell(events, results));
  }

  private List<EventResult> tell(List<Incoming> events, List<EventResult> results) {
    for (int i = 0; i < results.size(); i++) {
      listener.collected(events.get(i), results.get(i));
    }
    return results;
  }

  private AggregatedHttpResponse answer(List<EventResult> results) {
    results.forEach(
        result ->
            meters.counter("dumul.collector.events", "status", result.status().text()).increment());
    return answer(results, EventResult.members(results));
  }

  private static AggregatedHttpResponse answer(
      List<EventResult> results, Map<String, JsonNode> members) {
    if (any(results, Status.UNAVAILABLE)) {
      return problem(Problem.LOG_UNAVAILABLE, "Some events are not known to be there.", members);
    }
    if (results.stream().allMatch(result -> result.status() == Status.ACCEPTED)) {
      return Responses.json(202, Json.object().setAll(members));
    }
    if (results.stream().anyMatch(result -> result.status().isLogged())) {
      return Responses.json(207, Json.object().setAll(members));
    }
    Problem problem =
        any(results, Status.BLOCKED) ? Problem.EVENTS_BLOCKED : Problem.EVENTS_REFUSED;
    return problem(problem, "See `events`.", members);
  }

  private static boolean any(List<EventResult> results, Status status) {
    return results.stream().anyMatch(result -> result.status() == status);
  }

  private static AggregatedHttpResponse problem(
      Problem problem, String detail, Map<String, JsonNode> members) {
    return Responses.problem(new ProblemException(problem, detail, members));
  }
}
