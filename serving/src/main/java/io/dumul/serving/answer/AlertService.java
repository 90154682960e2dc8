package io.dumul.serving.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.serving.alert.Alerts;
import io.dumul.serving.alert.Defect;
import io.dumul.serving.alert.Firing;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Responses;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * {@code GET /v1/quality/alerts}: what is wrong now, by the rules of {@code alerts.yaml}. It is
 * made of the metrics {@code quality-*}, merged, at the moment of the question.
 */
public final class AlertService implements HttpService {
  private final QualityServices.Sources sources;

  AlertService(QualityServices.Sources sources) {
    this.sources = sources;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    Questions.parameters(context.query(), Set.of());
    Instant now = sources.clock().instant();
    if (sources.definitions().alerts().isEmpty()) {
      return Responses.json(200, json(now, List.of())).toHttpResponse();
    }
    return HttpResponse.of(
        ask(now, context.blockingTaskExecutor())
            .thenApply(
                told -> {
                  ObjectNode body = json(now, firing(told));
                  body.set(
                      "receipt", Receipt.of(told.last().state(), sources.definitions().hash()));
                  return Responses.json(200, body).toHttpResponse();
                }));
  }

  /** What is firing now. */
  public CompletableFuture<List<Firing>> firing(Executor executor) {
    return ask(sources.clock().instant(), executor).thenApply(this::firing);
  }

  private CompletableFuture<AlertFigures.Told> ask(Instant now, Executor executor) {
    return new AlertFigures(
            sources.definitions(), sources.questions(), sources.answers(), executor, now)
        .ask();
  }

  private List<Firing> firing(AlertFigures.Told told) {
    return Alerts.firing(sources.definitions().alerts(), told.figures());
  }

  private static ObjectNode json(Instant now, List<Firing> firing) {
    ObjectNode body = Json.object().put("at", now.toString());
    ArrayNode alerts = body.putArray("alerts");
    firing.forEach(one -> alerts.add(json(one)));
    return body;
  }

  private static ObjectNode json(Firing one) {
    ObjectNode json =
        Json.object()
            .put("rule", one.rule().name())
            .put("kind", one.rule().kind().text())
            .put("severity", one.rule().severity().text())
            .put("by", one.by().text())
            .put("subject", one.subject())
            .put("since", one.since().toString())
            .put("figure", one.figure())
            .put("message", one.about() + ": " + one.message());
    ArrayNode defects = json.putArray("failures");
    one.defects().forEach(defect -> defects.add(json(defect)));
    ArrayNode also = json.putArray("also");
    one.also().forEach(other -> also.add(json(other)));
    return json;
  }

  private static ObjectNode json(Defect defect) {
    ObjectNode json =
        Json.object()
            .put("app", defect.app())
            .put("event_type", defect.part(0))
            .put("failure", defect.part(1))
            .put("path", defect.part(2))
            .put("events", defect.events());
    Instant first = defect.firstSeen();
    return first == null ? json : json.put("first_seen", first.toString());
  }
}
