package io.dumul.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Likes in Dumul, over HTTP. */
final class DumulEdges implements EdgeStoreWay {
  private static final String TABLE = "/graph/v3/databases/bench/tables/likes/edges";

  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<Integer, Long> last = new ConcurrentHashMap<>();
  private final Api api;

  DumulEdges(String address) {
    this.api = new Api(address);
  }

  @Override
  public String name() {
    return "dumul";
  }

  @Override
  public List<Kind> kinds() {
    return List.of(Kind.values());
  }

  @Override
  public CompletableFuture<?> get(long user, long item) {
    return api.get(TABLE + "/get?source=" + user + "&target=" + item);
  }

  @Override
  public CompletableFuture<Long> count(long item) {
    return api.get(TABLE + "/count?direction=IN&start=" + item)
        .thenApply(answer -> read(answer).path("count").asLong());
  }

  @Override
  public CompletableFuture<?> scan(long user) {
    return api.get(TABLE + "/scan/recent?direction=OUT&start=" + user);
  }

  @Override
  public CompletableFuture<?> write(List<Like> likes, boolean readable) {
    String mutations = likes.stream().map(DumulEdges::json).collect(Collectors.joining(","));
    return api.post(
            readable ? TABLE + "/sync" : TABLE,
            MediaType.JSON,
            ("{\"mutations\":[" + mutations + "]}").getBytes(StandardCharsets.UTF_8))
        .thenAccept(answer -> remember(read(answer)));
  }

  private static String json(Like like) {
    String edge =
        "\"edge\":{\"version\":%d,\"source\":%d,\"target\":%d"
            .formatted(like.version(), like.user(), like.item());
    return like.gone()
        ? "{\"type\":\"DELETE\"," + edge + "}}"
        : "{\"type\":\"INSERT\"," + edge + ",\"properties\":{\"at\":" + like.version() + "}}}";
  }

  private void remember(JsonNode answer) {
    answer
        .path("results")
        .forEach(
            result -> {
              if (result.path("status").asText().equals("ERROR")) {
                throw new IllegalStateException("not in the log: " + answer);
              }
            });
    for (String part : answer.path("token").asText().split(",", -1)) {
      String[] at = part.split(":", 2);
      last.merge(Integer.parseInt(at[0]), Long.parseLong(at[1]), Math::max);
    }
  }

  private JsonNode read(String answer) {
    try {
      return mapper.readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void settle() {
    for (int tries = 0; !last.isEmpty(); tries++) {
      String token =
          last.entrySet().stream()
              .map(entry -> entry.getKey() + ":" + entry.getValue())
              .collect(Collectors.joining(","));
      try {
        api.get(TABLE + "/count?direction=IN&start=0&after=" + token).join();
        return;
      } catch (RuntimeException e) {
        if (tries == 30) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
