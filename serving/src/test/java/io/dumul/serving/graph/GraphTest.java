package io.dumul.serving.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.CarryMark;
import io.dumul.core.edge.HttpInteractions;
import io.dumul.core.edge.InteractionCases;
import io.dumul.core.edge.MemoryCells;
import io.dumul.core.edge.TableRegistry;
import io.dumul.serving.http.Access;
import io.dumul.serving.http.ApiKeys;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.ProblemHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The shared cases over HTTP, on a log that is folded where it is appended to. */
class GraphTest {
  @TempDir private Path folder;

  private final MemoryCells cells = new MemoryCells();
  private Server server;
  private Graph graph;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(InteractionCases.file() != null, "../shared/cases/interactions.jsonl is not here");
    start(GraphMode.TABLE);
  }

  private void start(GraphMode mode) throws IOException {
    Definitions definitions = InteractionCases.definitions(folder);
    graph =
        new Graph(
            definitions,
            cells,
            TableRegistry.inMemory(),
            new FoldedLog(definitions, cells, Clock.systemUTC()),
            Clock.systemUTC(),
            new Graph.Settings(mode, "test", Duration.ofSeconds(10), Duration.ofSeconds(10), 100));
    ServerBuilder builder = Server.builder().http(0).errorHandler(new ProblemHandler());
    Path keys = Files.write(folder.resolve("keys"), List.of("r read r-key", "w write w-key"));
    graph.bind(builder, new Access(ApiKeys.load(keys), 100_000, 1_000, System::nanoTime));
    server = builder.build();
    server.start().join();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop().join();
      graph.close();
    }
  }

  private HttpInteractions api(long shift) {
    String url = "http://127.0.0.1:" + server.activeLocalPort();
    return new HttpInteractions(url, "r-key", "w-key", shift);
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    List<JsonNode> all = InteractionCases.cases();
    return IntStream.range(0, all.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    all.get(i).path("id").asText(),
                    () ->
                        InteractionCases.run(
                            InteractionCases.stepsAtOnce(all.get(i)), api((i + 1) * 1_000_000L))));
  }

  @Test
  void whatIsQueuedCanBeWaitedFor() throws IOException {
    JsonNode queued = api(0).mutate("likes_async", items("1"));
    assertThat(queued.at("/results/0/status").asText()).isEqualTo("QUEUED");
    assertThat(queued.path("token").asText()).matches("[0-9]+:[0-9]+");
    JsonNode refused = api(0).mutate("nothing", items("1"));
    assertThat(refused.path("http").asInt()).isEqualTo(404);
  }

  @Test
  void nothingIsReadOfAViewThatIsFilledAgain() throws IOException {
    CarryMark first = new CarryMark(0, true, 5, 2, "one");
    put(first);
    assertThat(count().path("http").asInt()).isEqualTo(200);
    CarryMark second = new CarryMark(1, false, 9, 2, "two");
    put(second);
    assertThat(count().path("type").asText()).isEqualTo("/problems/edges-lost");
    put(second.done());
    assertThat(count().path("http").asInt()).isEqualTo(200);
  }

  private void put(CarryMark mark) {
    cells.cells().put(mark.cell().key(), mark.cell().value());
  }

  /** Of a server that has just begun to look. */
  private JsonNode count() throws IOException {
    stop();
    start(GraphMode.TABLE);
    JsonNode step =
        Json.MAPPER.readTree(
            "{\"op\":\"count\",\"table\":\"likes\",\"start\":7,\"direction\":\"OUT\"}");
    return api(0).ask(step, "");
  }

  @Test
  void aReadOnlyGraphRefusesByMethodAndPath() throws IOException {
    stop();
    start(GraphMode.READ_ONLY);
    JsonNode answer = api(0).mutate("likes", items("1"));
    assertThat(answer.path("http").asInt()).isEqualTo(403);
    assertThat(answer.path("method").asText()).isEqualTo("POST");
    assertThat(answer.path("path").asText()).endsWith("/tables/likes/edges");
  }

  @Test
  void allAtOnceAsynchronousAnswersAsMeant() throws IOException {
    stop();
    start(GraphMode.ASYNC);
    JsonNode answer = api(0).mutate("likes", items("1"));
    assertThat(answer.at("/results/0/status").asText()).isEqualTo("CREATED");
  }

  private static ArrayNode items(String version) throws IOException {
    return (ArrayNode)
        Json.MAPPER.readTree(
            "[{\"type\": \"INSERT\", \"version\": "
                + version
                + ", \"source\": 7, \"target\": 70, \"properties\": {\"created_at\": 1}}]");
  }
}
