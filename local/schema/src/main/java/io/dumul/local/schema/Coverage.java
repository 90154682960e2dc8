package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where events were seen, as {@code GET /v1/quality/coverage} answers. */
record Coverage(JsonNode answer) {
  private static final String EXPECTED = " (expected: what GET /v1/quality/coverage answers)";

  /**
   * @param from a URL of the serving layer, or a file with its answer
   * @param keys API keys for a URL
   * @param days how many days to ask a URL for
   */
  static Coverage of(String from, Path keys, int days) {
    JsonNode answer =
        from.matches("https?://.*") ? asked(from, keys, days) : JsonFiles.read(Path.of(from));
    if (!answer.path("coverage").isArray() || !answer.path("to").isTextual()) {
      throw new UnreadableException(from + EXPECTED);
    }
    return new Coverage(answer);
  }

  private static JsonNode asked(String url, Path keys, int days) {
    String path = "/v1/quality/coverage?window=" + days + "d";
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url.replaceFirst("/+$", "") + path))
              .timeout(Duration.ofSeconds(30))
              .header("x-api-key", key(keys))
              .build();
      HttpResponse<byte[]> response =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
      JsonNode answer = JsonFiles.parse(response.body());
      if (response.statusCode() != 200) {
        throw new UnreadableException(
            url + ": " + response.statusCode() + " " + answer.path("detail").asText() + EXPECTED);
      }
      return answer;
    } catch (IOException e) {
      throw new UnreadableException(url + ": " + e + EXPECTED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreadableException(url + ": interrupted");
    }
  }

  /** A key that may read; each line is name, roles, key. */
  private static String key(Path file) {
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.trim().split("\\s+", -1);
        if (!line.startsWith("#") && parts.length == 3 && parts[1].contains("read")) {
          return parts[2];
        }
      }
    } catch (IOException e) {
      throw new UnreadableException(file + ": " + e + " (expected: a file of API keys)");
    }
    throw new UnreadableException(file + " (expected: a line of name, roles with read, key)");
  }

  /** Of what time it tells. */
  String span() {
    return "from " + day("from") + " to " + day("to");
  }

  private String day(String end) {
    String text = answer.path(end).asText();
    return text.substring(0, Math.min(16, text.length())).replace('T', ' ');
  }

  /** When an event was seen last, by platform. */
  Map<String, String> words(String type) {
    Map<String, String> words = new LinkedHashMap<>();
    for (JsonNode row : answer.path("coverage")) {
      if (row.path("event_type").asText().equals(type)) {
        String platform = row.path("platform").asText();
        words.put(
            platform.equals("(unknown)") ? "without a platform" : platform,
            row.path("last_seen").asText("never"));
      }
    }
    return words;
  }

  /** On how many of its platforms an event was seen. */
  String summary(String type) {
    Map<String, String> words = words(type);
    long seen = words.values().stream().filter(when -> !when.equals("never")).count();
    return seen + " of " + words.size();
  }
}
