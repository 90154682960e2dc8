package io.dumul.serving.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.core.definition.Modes;
import io.dumul.core.event.Acceptor;
import io.dumul.serving.collect.EventResult.Status;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import io.dumul.serving.http.Responses;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/events}. 202: every event is in the log and valid. 207: every event has its fate,
 * and at least one of them is in the log but at least one is not accepted. 400: nothing is in the
 * log. 422: nothing is in the log, and at least one event is blocked. 503: at least one is not known to be in the log. What is accepted or quarantined is durable.
 */
public final class CollectorService implements HttpService {
  private static final String SUPPORTED =
      "application/cloudevents+json, application/cloudevents-batch+json, or application/json with"
          + " ce- headers; UTF-8, no content encoding";

  private static final Set<Status> OUTSIDE = EnumSet.of(Status.REFUSED, Status.BLOCKED);

  private final CloudEvents reader;
  private final Collector collector;
  private final MeterRegistry meters;

  /**
   * @param acceptor the accept rule, as a courtesy to the caller
   * @param modes which events are blocked where they are wrong
   * @param clock gives the append time that the accept rule is asked with
   * @param mostEvents how many events a request may have
   * @param mostBytes how many bytes of JSON one event may have
   */
  public CollectorService(
      EventLog log,
      Acceptor acceptor,
      Modes modes,
      Clock clock,
      MeterRegistry meters,
      int mostEvents,
      int mostBytes) {
    this.reader = new CloudEvents(mostEvents, mostBytes);
    this.collector = new Collector(log, acceptor, modes, clock);
    this.meters = meters;
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
    return collector.collect(read(request));
  }

  private List<Incoming> read(AggregatedHttpRequest request) {
    RequestHeaders headers = request.headers();
    MediaType type = headers.contentType();
    if (type == null || headers.contains("content-encoding") || !utf8(type)) {
      throw unsupported(type);
    }
    byte[] body = request.content().array();
    if (type.is(MediaType.create("application", "cloudevents+json"))) {
      return reader.structured(body);
    }
    if (type.is(MediaType.create("application", "cloudevents-batch+json"))) {
      return reader.batch(body);
    }
    Map<String, String> attributes = attributes(headers);
    if (attributes.isEmpty() || !type.isJson()) {
      throw unsupported(type);
    }
    return reader.binary(attributes, type.toString(), body);
  }

  private static boolean utf8(MediaType type) {
    try {
      Charset charset = type.charset();
      return charset == null || charset.equals(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Map<String, String> attributes(RequestHeaders headers) {
    Map<String, String> attributes = new TreeMap<>();
    headers.forEach(
        (name, value) -> {
          if (name.toString().startsWith("ce-")) {
            attributes.put(name.toString().substring("ce-".length()), value);
          }
        });
    return attributes;
  }

  private static ProblemException unsupported(@Nullable MediaType type) {
    return new ProblemException(
        Problem.UNSUPPORTED_MEDIA_TYPE, "content-type: " + type + " (expected: " + SUPPORTED + ")");
  }

  private AggregatedHttpResponse answer(List<EventResult> results) {
    ObjectNode counts = Json.object();
    for (Status status : Status.values()) {
      long count = results.stream().filter(result -> result.status() == status).count();
      counts.put(status.text(), count);
      meters.counter("dumul.collector.events", "status", status.text()).increment((double) count);
    }
    ArrayNode events = Json.MAPPER.createArrayNode();
    results.forEach(result -> events.add(result.json()));
    return answer(results, Map.of("counts", counts, "events", events));
  }

  private static AggregatedHttpResponse answer(
      List<EventResult> results, Map<String, JsonNode> members) {
    if (results.stream().anyMatch(result -> result.status() == Status.UNAVAILABLE)) {
      return problem(Problem.LOG_UNAVAILABLE, "Some events are not known to be there.", members);
    }
    if (results.stream().allMatch(result -> result.status() == Status.ACCEPTED)) {
      return Responses.json(202, Json.object().setAll(members));
    }
    if (results.stream().allMatch(result -> OUTSIDE.contains(result.status()))) {
      if (results.stream().anyMatch(result -> result.status() == Status.BLOCKED)) {
        return problem(Problem.EVENTS_BLOCKED, "See `events`.", members);
      }
      return problem(Problem.EVENTS_REFUSED, "See `events`.", members);
    }
    return Responses.json(207, Json.object().setAll(members));
  }

  private static AggregatedHttpResponse problem(
      Problem problem, String detail, Map<String, JsonNode> members) {
    return Responses.problem(new ProblemException(problem, detail, members));
  }
}
