package io.dumul.serving.collect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.PartialEvent;
import io.dumul.serving.collect.EventResult.Status;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Responses;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/sandbox}: what was sent to this process since it started or was reset, counted by good
 * and bad, with the newest bad events and all that is wrong with them. An event is good when it is
 * accepted with nothing wrong. GET tells, DELETE resets.
 */
public final class SandboxService implements HttpService {
  /** How many bad events are kept. */
  static final int MOST = 1_000;

  private static final String NO_TYPE = "";

  private final Map<String, Count> types = new TreeMap<>();
  private final Deque<ObjectNode> bad = new ArrayDeque<>();

  private record Count(long good, long bad) {
    static final Count NOTHING = new Count(0, 0);

    Count plus(Count other) {
      return new Count(good + other.good, bad + other.bad);
    }

    ObjectNode json() {
      return Json.object().put("good", good).put("bad", bad);
    }
  }

  /** A collector that keeps nothing but what is told here. */
  public HttpService collector(EventRequests requests, Foresight foresight, MeterRegistry meters) {
    return new CollectorService(new NoLog(), requests, foresight, meters, this::hear);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    ObjectNode told = request.method() == HttpMethod.DELETE ? reset() : tell();
    return Responses.json(200, told).toHttpResponse();
  }

  private synchronized void hear(Incoming event, EventResult result) {
    PartialEvent read =
        PartialEvent.of(new LogRecord(0, 0, Instant.EPOCH, null, event.value(), null));
    String type = read.type() == null ? NO_TYPE : read.type();
    boolean good = result.status() == Status.ACCEPTED && result.failures().isEmpty();
    types.merge(type, good ? new Count(1, 0) : new Count(0, 1), Count::plus);
    if (!good) {
      ObjectNode json = result.json().put("type", type).put("source", read.source());
      json.remove("index");
      bad.addLast(json.put("event", new String(event.value(), StandardCharsets.UTF_8)));
    }
    if (bad.size() > MOST) {
      bad.removeFirst();
    }
  }

  private synchronized ObjectNode tell() {
    ObjectNode told = types.values().stream().reduce(Count.NOTHING, Count::plus).json();
    ObjectNode byType = told.putObject("types");
    types.forEach((type, count) -> byType.set(type, count.json()));
    ArrayNode events = told.putArray("events");
    bad.forEach(events::add);
    return told;
  }

  private synchronized ObjectNode reset() {
    types.clear();
    bad.clear();
    return tell();
  }

  /** Takes every event, and keeps none. */
  private static final class NoLog implements EventLog {
    private long next;

    @Override
    public synchronized CompletableFuture<Position> append(String subject, byte[] value) {
      return CompletableFuture.completedFuture(new Position(0, next++));
    }

    @Override
    public void close() {}
  }
}
