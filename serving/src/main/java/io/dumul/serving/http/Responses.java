package io.dumul.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers in JSON, and refusals as problem details. */
public final class Responses {
  private static final int RETRY_AFTER_SECONDS = 2;
  private static final MediaType PROBLEM = MediaType.create("application", "problem+json");

  private Responses() {}

  public static AggregatedHttpResponse json(int status, JsonNode body) {
    return AggregatedHttpResponse.of(
        headers(status, MediaType.JSON).build(), HttpData.wrap(Json.bytes(body)));
  }

  public static AggregatedHttpResponse problem(ProblemException refusal) {
    Problem problem = refusal.problem();
    return problem(problem, problem.status(), refusal);
  }

  /** For a method that a resource does not have. */
  public static AggregatedHttpResponse notAllowed(Set<HttpMethod> allowed) {
    String names =
        allowed.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
    AggregatedHttpResponse problem =
        problem(
            new ProblemException(Problem.METHOD_NOT_ALLOWED, "method (expected: " + names + ")"));
    return AggregatedHttpResponse.of(
        problem.headers().toBuilder().set(HttpHeaderNames.ALLOW, names).build(), problem.content());
  }

  /** With a status that the type does not fix. */
  static AggregatedHttpResponse problem(Problem problem, int status, ProblemException refusal) {
    ObjectNode body =
        Json.object()
            .put("type", problem.type())
            .put("title", problem.title())
            .put("status", status)
            .put("detail", refusal.detail())
            .put("remedy", problem.remedy());
    refusal.members().forEach(body::set);
    ResponseHeadersBuilder headers = headers(status, PROBLEM);
    if (problem.retryLater()) {
      headers.setInt(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (problem == Problem.UNAUTHENTICATED) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"dumul\"");
    }
    return AggregatedHttpResponse.of(headers.build(), HttpData.wrap(Json.bytes(body)));
  }

  private static ResponseHeadersBuilder headers(int status, MediaType type) {
    return ResponseHeaders.builder(HttpStatus.valueOf(status))
        .contentType(type)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }
}
