package io.dumul.serving.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.core.definition.Definitions;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import io.dumul.serving.http.Responses;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The resources under {@code /v1/metrics}. */
public final class MetricServices {
  private final Definitions definitions;
  private final Questions questions;
  private final Answers answers;
  private final Clock clock;

  /**
   * @param clock says where a window ends
   * @param mostBuckets how many buckets an answer may reach over
   * @param mostAnswers how many answers one query may ask for
   */
  public MetricServices(
      Definitions definitions, Answers answers, Clock clock, int mostBuckets, int mostAnswers) {
    this.definitions = definitions;
    this.questions = new Questions(definitions, mostBuckets, mostAnswers);
    this.answers = answers;
    this.clock = clock;
  }

  /** {@code GET /v1/metrics}: what can be asked for. */
  public HttpService list() {
    ArrayNode metrics = Json.MAPPER.createArrayNode();
    definitions.metrics().forEach(metric -> metrics.add(AnswerJson.metric(metric)));
    ObjectNode body = Json.object().set("metrics", metrics);
    return (context, request) -> Responses.json(200, body).toHttpResponse();
  }

  /** {@code GET /v1/metrics/{name}}: one answer. */
  public HttpService one() {
    return (context, request) -> {
      QueryParams parameters = QueryParams.fromQueryString(context.query());
      Question question =
          questions.one(String.valueOf(context.pathParam("name")), parameters, clock.instant());
      return HttpResponse.of(
          answers
              .ask(List.of(question), context.eventLoop())
              .thenApply(this::single)
              .thenApply(body -> Responses.json(200, body).toHttpResponse()));
    };
  }

  /** {@code POST /v1/metrics:query}: many answers from one state. */
  public HttpService query() {
    return (context, request) ->
        HttpResponse.of(
            request
                .aggregate()
                .thenComposeAsync(body -> query(context, body), context.blockingTaskExecutor())
                .thenApply(AggregatedHttpResponse::toHttpResponse));
  }

  private CompletableFuture<AggregatedHttpResponse> query(
      ServiceRequestContext context, AggregatedHttpRequest request) {
    MediaType type = request.contentType();
    if (type == null || !type.isJson()) {
      throw new ProblemException(
          Problem.UNSUPPORTED_MEDIA_TYPE,
          "content-type: " + type + " (expected: application/json)");
    }
    List<Question> asked = questions.many(request.content().array(), clock.instant());
    return answers
        .ask(asked, context.blockingTaskExecutor())
        .thenApply(answered -> Responses.json(200, all(answered)));
  }

  private ObjectNode single(Answers.Answered answered) {
    ObjectNode json = AnswerJson.answer(answered.answers().get(0));
    json.set("receipt", receipt(answered));
    return json;
  }

  private ObjectNode all(Answers.Answered answered) {
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("answers");
    answered.answers().forEach(answer -> all.add(AnswerJson.answer(answer)));
    json.set("receipt", receipt(answered));
    return json;
  }

  private ObjectNode receipt(Answers.Answered answered) {
    return Receipt.of(answered.state(), definitions.hash());
  }
}
