package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.local.stack.ApiClient;
import io.dumul.local.stack.Http;
import io.dumul.local.stack.Stack;
import java.nio.file.Path;
import java.util.Map;

/** The HTTP API of edges. */
record GraphClient(String url, String reader, String writer) {

  static GraphClient of(Stack stack) {
    Path keys = stack.folder().apiKeys();
    return new GraphClient(
        stack.api(), ApiClient.keyOf(keys, "analyst"), ApiClient.keyOf(keys, "app"));
  }

  Http.Reply get(EdgeSpec table, String question) {
    return Http.get(url + table.path() + question, Map.of("Authorization", "Bearer " + reader));
  }

  Http.Reply mutate(EdgeSpec table, JsonNode mutations) {
    return Http.post(
        url + table.path() + "/edges", Map.of("Authorization", "Bearer " + writer), mutations);
  }
}
