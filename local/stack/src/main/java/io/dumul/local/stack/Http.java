package io.dumul.local.stack;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests to servers of this machine. */
public final class Http {
  public static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** What a server answered. */
  public record Reply(int status, String body) {
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new StackException("not JSON: " + body, e);
      }
    }

    /** The JSON of a success; anything else is an error with the body in its message. */
    public JsonNode ok(String what) {
      if (status / 100 != 2) {
        throw new StackException(what + ": status " + status + ": " + body);
      }
      return json();
    }
  }

  private Http() {}

  /** Whether a GET is answered with 200. */
  static boolean answers(String url) {
    return get(url, Map.of()).status() == 200;
  }

  public static Reply get(String url, Map<String, String> headers) {
    return send("GET", url, headers, null, "");
  }

  public static Reply post(String url, Map<String, String> headers, Object body) {
    return post(url, headers, body, "application/json");
  }

  public static Reply post(String url, Map<String, String> headers, Object body, String type) {
    return send("POST", url, headers, body, type);
  }

  private static Reply send(
      String method, String url, Map<String, String> headers, @Nullable Object body, String type) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
      headers.forEach(request::header);
      request.method(
          method,
          body == null
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
      if (body != null) {
        request.header("Content-Type", type);
      }
      HttpResponse<String> response = whole(request.build());
      return new Reply(response.statusCode(), response.body());
    } catch (IOException | TimeoutException e) {
      throw new StackException(url + ": " + e, e);
    } catch (ExecutionException e) {
      throw new StackException(url + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  /** The timeout of a request ends with the first byte of the answer; this one with the last. */
  private static HttpResponse<String> whole(HttpRequest request)
      throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<HttpResponse<String>> answer =
        CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    try {
      return answer.get(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      answer.cancel(true);
    }
  }
}
