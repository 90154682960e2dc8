package io.dumul.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.server.Server;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.TableRegistry;
import io.dumul.core.view.InMemoryControl;
import io.dumul.core.view.InMemoryViewStore;
import io.dumul.core.view.ViewReader;
import io.dumul.serving.answer.ControlCache;
import io.dumul.serving.collect.EventLog;
import io.dumul.serving.collect.InMemoryEventLog;
import io.dumul.serving.http.ApiKeys;
import io.dumul.serving.http.Json;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A real server on stores in memory, and a client that speaks to it. */
final class TestServer implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-10T03:30:00Z");
  static final String READER = "reader-key";
  static final String WRITER = "writer-key";

  final InMemoryEventLog log = new InMemoryEventLog(1 << 20);
  final InMemoryControl control = new InMemoryControl();
  final InMemoryViewStore views = new InMemoryViewStore();
  final Definitions definitions;
  final AtomicLong nanos = new AtomicLong(1);
  final ControlCache cache = new ControlCache(control::read, nanos::get, Duration.ofSeconds(5));
  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server;

  TestServer() {
    this(Map.of());
  }

  TestServer(Map<String, String> settings) {
    this(settings, store -> store);
  }

  /**
   * @param settings of {@link ServingConfig}, by key
   * @param between what stands between the server and {@link #views}
   */
  TestServer(Map<String, String> settings, UnaryOperator<ViewReader> between) {
    this(TestDefinitions.of(), settings, between);
  }

  TestServer(Definitions definitions, Map<String, String> settings) {
    this(definitions, settings, store -> store);
  }

  private TestServer(
      Definitions definitions, Map<String, String> settings, UnaryOperator<ViewReader> between) {
    this(definitions, settings, between, EdgeStore.nowhere(), all -> all);
  }

  /**
   * @param edges where edges are read
   * @param logging what stands between the server and {@link #log}
   */
  TestServer(
      Definitions definitions,
      Map<String, String> settings,
      UnaryOperator<ViewReader> between,
      EdgeView edges,
      UnaryOperator<EventLog> logging) {
    this.definitions = definitions;
    ServingConfig config = config(settings);
    server =
        ServingServer.build(
            config,
            new ServingServer.Parts(
                definitions,
                logging.apply(log),
                between.apply(views),
                edges,
                TableRegistry.inMemory(),
                cache,
                keys(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Clock.fixed(NOW, ZoneOffset.UTC),
                System::nanoTime));
    server.start().join();
  }

  private static ServingConfig config(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("bootstrap-servers", "unused");
    all.put("definitions", "unused");
    all.put("api-keys-file", "unused");
    all.put("port", "0");
    all.put("shutdown-grace", "PT0S");
    all.putAll(settings);
    Map<String, String> environment = new HashMap<>();
    all.forEach(
        (key, value) ->
            environment.put(
                "DUMUL_" + key.toUpperCase(java.util.Locale.ROOT).replace('-', '_'), value));
    return ServingConfig.load(null, environment);
  }

  private static ApiKeys keys() {
    try {
      Path file = Files.createTempFile("api-keys", "");
      Files.write(file, List.of("# name roles key", "app write " + WRITER, "dash read " + READER));
      ApiKeys keys = ApiKeys.load(file);
      Files.delete(file);
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.activeLocalPort() + path;
  }

  /** An answer to a request. */
  record Reply(int status, java.net.http.HttpHeaders headers, String body) {
    JsonNode json() {
      try {
        return Json.MAPPER.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  Reply get(String path) {
    return send(request(path).header("x-api-key", READER));
  }

  Reply post(String path, String type, String body) {
    return send(
        request(path)
            .header("authorization", "Bearer " + (path.contains("query") ? READER : WRITER))
            .header("content-type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url(path)));
  }

  Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Does not wait for the two seconds that an event loop takes to end. */
  @Override
  public void close() {
    var unused = server.stop();
    cache.close();
  }
}
