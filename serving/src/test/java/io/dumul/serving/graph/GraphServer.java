package io.dumul.serving.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.MemoryCells;
import io.dumul.core.edge.TableRegistry;
import io.dumul.serving.http.Access;
import io.dumul.serving.http.ApiKeys;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.ProblemHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The graph over HTTP, on a log that is folded where it is appended to. */
final class GraphServer implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Server server;
  private final Graph graph;

  /** What several servers share. */
  static final class Stores {
    private final Definitions definitions;
    private final MemoryCells cells = new MemoryCells();
    private final TableRegistry tables = TableRegistry.inMemory();
    private final FoldedLog log;

    Stores(Definitions definitions, Clock clock) {
      this.definitions = definitions;
      this.log = new FoldedLog(definitions, cells, clock);
    }
  }

  GraphServer(Stores stores, Path folder, Clock clock, String name) {
    this.graph =
        new Graph(
            stores.definitions,
            stores.cells,
            stores.tables,
            stores.log,
            clock,
            new Graph.Settings(
                GraphMode.TABLE, name, Duration.ofSeconds(10), Duration.ofSeconds(10), 2_000));
    ServerBuilder builder = Server.builder().http(0).errorHandler(new ProblemHandler());
    graph.bind(builder, new Access(ApiKeys.load(keys(folder)), 100_000, 1_000, System::nanoTime));
    this.server = builder.build();
    server.start().join();
  }

  private static Path keys(Path folder) {
    try {
      return Files.write(folder.resolve("keys"), List.of("r read r-key", "w write w-key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Definitions that have nothing but these tables. */
  static Definitions definitions(Path folder, List<String> tables) {
    try {
      for (String part : List.of("events", "metrics", "tables")) {
        Files.createDirectories(folder.resolve(part));
      }
      Files.writeString(folder.resolve("time.yaml"), "lateness: P3D\nahead: PT5M\n");
      for (int i = 0; i < tables.size(); i++) {
        Files.writeString(folder.resolve("tables/t" + i + ".yaml"), tables.get(i));
      }
      return DefinitionFiles.load(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is at a path behind {@code /graph/v3}. */
  ObjectNode get(String path) {
    return send("GET", path, "r-key", "");
  }

  ObjectNode post(String path, String body) {
    return send("POST", path, "w-key", body);
  }

  /** The answer with its status as {@code http}; a list stands in {@code items}. */
  ObjectNode send(String method, String path, String key, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.activeLocalPort() + "/graph/v3" + path))
            .header("Authorization", key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode json = Json.MAPPER.readTree(response.body().isEmpty() ? "{}" : response.body());
      ObjectNode answer = json.isObject() ? (ObjectNode) json : Json.object();
      if (json.isArray()) {
        answer.set("items", json);
      }
      return answer.put("http", response.statusCode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop().join();
    graph.close();
  }
}
