package io.dumul.serving.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import java.io.IOException;

/** Reads bodies of requests. */
final class Bodies {
  private Bodies() {}

  static JsonNode object(AggregatedHttpRequest request) {
    try {
      JsonNode body = Json.MAPPER.readTree(request.content().array());
      if (body.isObject()) {
        return body;
      }
    } catch (IOException e) {
      // Said below.
    }
    throw new ProblemException(Problem.INVALID_BODY, "body (expected: an object in JSON)");
  }
}
