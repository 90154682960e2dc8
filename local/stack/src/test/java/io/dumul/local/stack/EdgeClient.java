package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Asks and writes the sample tables of edges. */
record EdgeClient(String url, String reader, String writer) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  static EdgeClient of(Stack stack) {
    Path keys = stack.folder().apiKeys();
    return new EdgeClient(
        stack.api() + "/graph/v3", ApiClient.keyOf(keys, "analyst"), ApiClient.keyOf(keys, "app"));
  }

  JsonNode get(String path) {
    return send("GET", path, reader, "");
  }

  JsonNode post(String path, String body) {
    return send("POST", path, writer, body);
  }

  /** Some users like one store, each at its own version. */
  JsonNode like(String table, LongStream users, String store) {
    String mutations =
        users
            .mapToObj(
                user ->
                    "{\"type\": \"INSERT\", \"edge\": {\"version\": %d, \"source\": \"u-%d\", \"target\": \"%s\", \"properties\": {\"at\": %d, \"region\": \"r\"}}}"
                        .formatted(user, user, store, user))
            .collect(Collectors.joining(","));
    JsonNode answer;
    do { // 503: it is in the log, and was not readable in time
      answer = post(table + "/edges/sync", "{\"mutations\": [" + mutations + "]}");
    } while (answer.path("status").asInt() == 503);
    return answer;
  }

  private JsonNode send(String method, String path, String key, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      String answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return MAPPER.readTree(answer.isEmpty() ? "{}" : answer);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
