package io.dumul.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Ways to read a day of a user, or of 20 users: bare, merged over HTTP, and others over HTTP. */
final class ReadWays implements AutoCloseable {
  static final int COMPARED = 5;

  /** Its place among the ways. */
  static final int DUMUL = 1;

  private static final String RANGE = "2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z";

  private final ObjectMapper mapper = new ObjectMapper();
  private final SplittableRandom random = new SplittableRandom(7);
  private final Zipf zipf;
  private final HBaseGets gets;
  private final Api serving;
  private final Api peers;
  private final List<String> others;

  /**
   * One way.
   *
   * @param right of how many of the first users it reads all and the right thing
   */
  record Way(String name, Supplier<CompletableFuture<?>> request, Callable<Long> right) {}

  /**
   * @param others what the server of the others answers for
   */
  ReadWays(int users, String quorum, String serving, String peers, List<String> others)
      throws IOException {
    this.zipf = new Zipf(users);
    this.gets = new HBaseGets(quorum);
    this.serving = new Api(serving);
    this.peers = new Api(peers);
    this.others = others;
  }

  List<Way> all(int keys) {
    Way get = new Way("get", () -> gets.totals(users(keys)), this::wholeRows);
    Way dumul =
        new Way(
            "dumul", keys == 1 ? () -> ask(user()) : () -> query(users(keys)), this::rightAnswers);
    return Stream.concat(
            Stream.of(get, dumul),
            others.stream()
                .map(name -> new Way(name, () -> other(name, users(keys)), () -> right(name))))
        .toList();
  }

  private String user() {
    return "user-" + zipf.next(random);
  }

  private List<String> users(int keys) {
    return IntStream.range(0, keys).mapToObj(i -> user()).toList();
  }

  private CompletableFuture<String> ask(String user) {
    return serving.get("/v1/metrics/user-orders?key=" + user + "&from=" + RANGE);
  }

  private CompletableFuture<String> query(List<String> users) {
    String keys = users.stream().map(user -> "[\"" + user + "\"]").collect(Collectors.joining(","));
    String body =
        "{\"questions\":[{\"metrics\":[\"user-orders\"],\"from\":\"2026-03-01T00:00:00Z\","
            + "\"to\":\"2026-03-02T00:00:00Z\",\"keys\":["
            + keys
            + "]}]}";
    return serving.post("/v1/metrics:query", MediaType.JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  private CompletableFuture<String> other(String way, List<String> users) {
    return peers.get("/" + way.replace("-http", "") + "?key=" + String.join("&key=", users));
  }

  private static List<String> first() {
    return IntStream.range(0, COMPARED).mapToObj(user -> "user-" + user).toList();
  }

  /** Of how many of the first users every cell came: the hours and the increment. */
  private long wholeRows() {
    return gets.totals(first()).join().stream()
        .filter(cells -> cells == ReadViews.HOURS + 1)
        .count();
  }

  /** How many of the first users have the right answer, alone and together. */
  private long rightAnswers() throws IOException {
    List<Long> values = new ArrayList<>();
    for (JsonNode answer : mapper.readTree(query(first()).join()).path("answers")) {
      long alone = mapper.readTree(ask(answer.at("/key/0").asText()).join()).path("value").asLong();
      values.add(answer.path("value").asLong() == alone ? alone : -1);
    }
    return countRight(values);
  }

  private long right(String way) throws IOException {
    List<Long> values = new ArrayList<>();
    mapper
        .readTree(other(way, first()).join())
        .path("values")
        .forEach(value -> values.add(value.asLong()));
    return way.equals("get-http")
        ? values.stream().filter(cells -> cells == ReadViews.HOURS + 1).count()
        : countRight(values);
  }

  private static long countRight(List<Long> values) {
    return IntStream.range(0, values.size())
        .filter(user -> values.get(user) == ReadViews.total(user))
        .count();
  }

  @Override
  public void close() {
    gets.close();
    serving.close();
    peers.close();
  }
}
