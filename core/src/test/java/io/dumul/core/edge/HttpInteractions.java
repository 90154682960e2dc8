package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Asks the cases over HTTP. Cases begin with an empty store, and all share one: so the numbers of
 * nodes and ids of each case are shifted to where nobody was before, and back in answers.
 */
public final class HttpInteractions implements InteractionApi {
  private static final Set<String> SHIFTED = Set.of("source", "target", "id", "start");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final String url;
  private final String reader;
  private final String writer;
  private final long shift;

  private final List<Long> millis = new ArrayList<>();

  /**
   * @param url where the API is
   * @param reader a key that may read
   * @param writer a key that may write
   * @param shift what is added to the numbers of nodes and ids
   */
  public HttpInteractions(String url, String reader, String writer, long shift) {
    this.url = url + "/graph/v3/databases/" + InteractionCases.DATABASE + "/tables/";
    this.reader = reader;
    this.writer = writer;
    this.shift = shift;
  }

  /** How long mutations took, in milliseconds. */
  public List<Long> millis() {
    return millis;
  }

  @Override
  public JsonNode mutate(String table, ArrayNode items) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode mutations = body.putArray("mutations");
    for (JsonNode item : items) {
      ObjectNode edge = ((ObjectNode) shifted(item, shift)).without(List.of("type"));
      mutations.addObject().put("type", item.path("type").asText()).set("edge", edge);
    }
    String kind = table.equals("gifts") ? "/multi-edges" : "/edges";
    long start = System.nanoTime();
    JsonNode answer = send("POST", url + table + kind, writer, body.toString());
    millis.add((System.nanoTime() - start) / 1_000_000);
    return answer;
  }

  @Override
  public JsonNode ask(JsonNode step, String offset) {
    String at = url + step.path("table").asText();
    String op = step.path("op").asText();
    String more = offset.isEmpty() ? "" : "&offset=" + offset;
    return switch (op) {
      case "get" -> get(at + "/edges/get?" + query(step, "source", "target", "filters"));
      case "ids" -> get(at + "/multi-edges/ids?" + query(step, "ids"));
      case "count" -> get(at + "/edges/count?" + query(step, "start", "direction", "ranges"));
      case "agg" ->
          get(
              at
                  + "/edges/agg/"
                  + step.path("group").asText()
                  + "?"
                  + query(step, "start", "direction", "ranges"));
      default ->
          send(
              op.equals("scan") ? "GET" : "DELETE",
              at
                  + "/edges/scan/"
                  + step.path("index").asText()
                  + "?"
                  + query(step, "start", "direction", "limit", "ranges", "filters", "features")
                  + more,
              op.equals("scan") ? reader : writer,
              "");
    };
  }

  private JsonNode get(String uri) {
    return send("GET", uri, reader, "");
  }

  private String query(JsonNode step, String... names) {
    return List.of(names).stream()
        .filter(step::has)
        .map(name -> name + "=" + URLEncoder.encode(text(step, name), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private String text(JsonNode step, String name) {
    JsonNode value = step.path(name);
    boolean moved = SHIFTED.contains(name) || name.equals("ids");
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(one -> (moved ? shifted(one) : one).asText())
          .collect(Collectors.joining(","));
    }
    return name.equals("ranges")
        ? range(value.asText())
        : (moved ? shifted(value) : value).asText();
  }

  /** A range over nodes is shifted as they are. */
  private String range(String text) {
    String node = "_target:eq:";
    if (!text.startsWith(node)) {
      return text;
    }
    String number = text.substring(node.length()).split(";", 2)[0];
    long moved = Long.parseLong(number) + shift;
    return node + moved + text.substring(node.length() + number.length());
  }

  private JsonNode shifted(JsonNode value) {
    return value.isIntegralNumber()
        ? JsonNodeFactory.instance.numberNode(value.longValue() + shift)
        : value;
  }

  /** The same with the numbers of nodes and ids moved, wherever they stand. */
  private static JsonNode shifted(JsonNode json, long by) {
    JsonNode copy = json.deepCopy();
    for (String name : SHIFTED) {
      for (JsonNode parent : copy.findParents(name)) {
        if (parent.path(name).isIntegralNumber()) {
          ((ObjectNode) parent).put(name, parent.path(name).longValue() + by);
        }
      }
    }
    return copy;
  }

  private JsonNode send(String method, String uri, String key, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri))
            .header("Authorization", key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode answer = MAPPER.readTree(response.body());
      return ((ObjectNode) shifted(answer, -shift)).put("http", response.statusCode());
    } catch (IOException e) {
      throw new UncheckedIOException(uri, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A server's clock is its own: a cell that is not there is over as well. */
  @Override
  public void advance(Duration by) {}

  /** What is in topics that all cases share says nothing of one of them. */
  @Override
  public long records(String topic) {
    return -1;
  }
}
