package io.dumul.serving.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.core.definition.EventType;
import io.dumul.core.event.VerdictEvent;
import io.dumul.serving.answer.Answers.Answer;
import io.dumul.serving.answer.Answers.Answered;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Responses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code GET /v1/quality/coverage}: for each event type and platform that its schema allows, when
 * one was seen last. It is made of the metric {@code quality-type-platform-last}.
 */
public final class CoverageService implements HttpService {
  private static final String METRIC = "quality-type-platform-last";

  private final QualityServices.Sources sources;

  CoverageService(QualityServices.Sources sources) {
    this.sources = sources;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String window = Questions.parameters(context.query(), Set.of("window")).get("window", "30d");
    Range.Asked asked = new Range.Asked(null, null, window);
    Instant now = sources.clock().instant();
    Question.Shape total = new Question.Shape(false, false);
    List<Question> all = new ArrayList<>();
    for (EventType type : sources.definitions().events().values()) {
      for (String platform : platforms(type)) {
        all.add(sources.questions().of(METRIC, List.of(type.name(), platform), asked, now, total));
      }
    }
    return HttpResponse.of(
        sources
            .answers()
            .ask(all, context.blockingTaskExecutor())
            .thenApply(told -> Responses.json(200, json(told)).toHttpResponse()));
  }

  /** The platforms that an event may name. */
  private static List<String> platforms(EventType type) {
    List<String> platforms = new ArrayList<>();
    type.schema().at("/properties/platform/enum").forEach(one -> platforms.add(one.asText()));
    return platforms.isEmpty() ? List.of(VerdictEvent.UNKNOWN) : platforms;
  }

  private ObjectNode json(Answered told) {
    Range range = told.answers().get(0).question().range();
    ObjectNode json = Json.object();
    json.put("from", Instant.ofEpochSecond(range.from()).toString());
    json.put("to", Instant.ofEpochSecond(range.to()).toString());
    ArrayNode rows = json.putArray("coverage");
    for (Answer answer : told.answers()) {
      List<String> key = answer.question().entity().key();
      JsonNode last = answer.total().merged().value();
      rows.addObject()
          .put("event_type", key.get(0))
          .put("platform", key.get(1))
          .put("last_seen", last.textValue());
    }
    json.set("receipt", Receipt.of(told.state(), sources.definitions().hash()));
    return json;
  }
}
