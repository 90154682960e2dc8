package io.dumul.serving;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.metric.MeterIdPrefixFunction;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerListener;
import com.linecorp.armeria.server.encoding.EncodingService;
import com.linecorp.armeria.server.logging.AccessLogWriter;
import com.linecorp.armeria.server.metric.MetricCollectingService;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.TableRegistry;
import io.dumul.core.view.ViewReader;
import io.dumul.serving.answer.AlertService;
import io.dumul.serving.answer.Answers;
import io.dumul.serving.answer.ControlCache;
import io.dumul.serving.answer.MetricServices;
import io.dumul.serving.answer.QualityServices;
import io.dumul.serving.answer.StoreBreaker;
import io.dumul.serving.collect.CollectorService;
import io.dumul.serving.collect.EventLog;
import io.dumul.serving.collect.EventRequests;
import io.dumul.serving.collect.Foresight;
import io.dumul.serving.collect.ValidateService;
import io.dumul.serving.graph.Graph;
import io.dumul.serving.http.Access;
import io.dumul.serving.http.ApiKeys;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Pages;
import io.dumul.serving.http.ProblemHandler;
import io.dumul.serving.http.Responses;
import io.dumul.serving.http.Routes;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Puts the parts of the serving layer together behind one port. */
final class ServingServer {
  private static final MediaType YAML = MediaType.create("application", "yaml");

  private ServingServer() {}

  /**
   * What the server stands on. Whoever made them closes them, after the server has stopped.
   *
   * @param nanoTime monotonic, in nanoseconds
   */
  record Parts(
      Definitions definitions,
      EventLog log,
      ViewReader views,
      EdgeView edges,
      TableRegistry tables,
      ControlCache control,
      ApiKeys keys,
      PrometheusMeterRegistry meters,
      Clock clock,
      LongSupplier nanoTime) {}

  /** A server that is not started yet. */
  static Server build(ServingConfig config, Parts parts) {
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(config.host(), config.port()))
            .maxRequestLength(config.limits().bodyBytes())
            .requestTimeout(config.requestTimeout())
            .gracefulShutdown(shutdown(config.shutdownGrace()))
            .errorHandler(new ProblemHandler())
            .disableServerHeader()
            .meterRegistry(parts.meters());
    if (config.accessLog()) {
      builder.accessLogWriter(AccessLogWriter.common(), true);
    }
    api(builder, config, parts);
    health(builder, parts);
    pages(builder);
    Meters.bind(parts.meters(), parts.control());
    return builder
        .decorator(MetricCollectingService.newDecorator(MeterIdPrefixFunction.ofDefault("http")))
        .decorator(EncodingService.newDecorator())
        .build();
  }

  private static GracefulShutdown shutdown(Duration grace) {
    Duration quiet = Duration.ofMillis(Math.min(1000, grace.toMillis()));
    return GracefulShutdown.builder().quietPeriod(quiet).timeout(grace).build();
  }

  private static void api(ServerBuilder builder, ServingConfig config, Parts parts) {
    ServingConfig.Limits limits = config.limits();
    Access access =
        new Access(
            parts.keys(),
            limits.requestsPerSecond(),
            limits.concurrentRequests(),
            parts.nanoTime());
    EventRequests requests = new EventRequests(limits.batchEvents(), limits.eventBytes());
    Foresight foresight = new Foresight(parts.definitions(), parts.clock());
    HttpService collector = new CollectorService(parts.log(), requests, foresight, parts.meters());
    HttpService validate = new ValidateService(requests, foresight);
    Answers answers =
        new Answers(
            parts.views(), parts.control(), new StoreBreaker(parts.meters()), config.readTimeout());
    MetricServices metrics =
        new MetricServices(
            parts.definitions(), answers, parts.clock(), limits.buckets(), limits.answers());
    Routes.post(builder, "/v1/events", access.require(ApiKeys.Role.WRITE, collector));
    Routes.post(builder, "exact:/v1/events:validate", access.require(ApiKeys.Role.WRITE, validate));
    Routes.get(builder, "/v1/metrics", access.require(ApiKeys.Role.READ, metrics.list()));
    Routes.get(builder, "/v1/metrics/{name}", access.require(ApiKeys.Role.READ, metrics.one()));
    graph(builder, config, parts, access);
    QualityServices quality =
        new QualityServices(parts.definitions(), answers, parts.clock(), limits.buckets());
    AlertService alerts = quality.alerts();
    Routes.get(builder, "/v1/quality", access.require(ApiKeys.Role.READ, quality.report()));
    Routes.get(
        builder, "/v1/quality/coverage", access.require(ApiKeys.Role.READ, quality.coverage()));
    Routes.get(builder, "/v1/quality/alerts", access.require(ApiKeys.Role.READ, alerts));
    if (!parts.definitions().alerts().isEmpty()) {
      watch(builder, config, new AlertWatch(alerts, parts.meters(), parts.nanoTime()));
    }
    Routes.post(
        builder, "exact:/v1/metrics:query", access.require(ApiKeys.Role.READ, metrics.query()));
  }

  private static void watch(ServerBuilder builder, ServingConfig config, AlertWatch watch) {
    builder.serverListener(
        ServerListener.builder()
            .whenStarted(server -> watch.start(config.alertInterval()))
            .whenStopping(server -> watch.close())
            .build());
  }

  private static void graph(
      ServerBuilder builder, ServingConfig config, Parts parts, Access access) {
    String start = config.host() + ProcessHandle.current().pid() + parts.nanoTime().getAsLong();
    Graph graph =
        new Graph(
            parts.definitions(),
            parts.edges(),
            parts.tables(),
            parts.log(),
            parts.clock(),
            new Graph.Settings(
                config.graphMode(),
                Integer.toHexString(start.hashCode()),
                config.readTimeout(),
                config.graphWait(),
                config.limits().batchEvents()));
    graph.bind(builder, access);
    builder.serverListener(ServerListener.builder().whenStopped(server -> graph.close()).build());
  }

  /**
   * Ready says that this process can serve: it has once read the control state and is not stopping.
   * It does not say that HBase or Kafka are up now, as then all processes would go at once, and
   * with HBase also the collector, which does not need it; a request that needs what is down gets
   * 503.
   */
  private static void health(ServerBuilder builder, Parts parts) {
    AtomicBoolean stopping = new AtomicBoolean();
    builder.serverListener(
        ServerListener.builder().whenStopping(server -> stopping.set(true)).build());
    Routes.get(builder, "/health/live", (context, request) -> health("alive", true));
    Routes.get(
        builder,
        "/health/ready",
        (context, request) ->
            health("ready", !stopping.get() && parts.control().last().isPresent()));
    Routes.get(
        builder,
        "/metrics",
        (context, request) ->
            HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, parts.meters().scrape()));
  }

  private static HttpResponse health(String what, boolean good) {
    return Responses.json(good ? 200 : 503, Json.object().put(what, good)).toHttpResponse();
  }

  private static void pages(ServerBuilder builder) {
    Routes.get(builder, "/", Pages.page("pages/dashboard.html", MediaType.HTML_UTF_8));
    Routes.get(
        builder, "/dashboard.js", Pages.page("pages/dashboard.js", MediaType.JAVASCRIPT_UTF_8));
    Routes.get(builder, "/dashboard.css", Pages.page("pages/dashboard.css", MediaType.CSS_UTF_8));
    Routes.get(builder, "/quality", Pages.page("pages/quality.html", MediaType.HTML_UTF_8));
    Routes.get(builder, "/quality.js", Pages.page("pages/quality.js", MediaType.JAVASCRIPT_UTF_8));
    Routes.get(builder, "/quality.css", Pages.page("pages/quality.css", MediaType.CSS_UTF_8));
    Routes.get(builder, "/docs", Pages.page("pages/docs.html", MediaType.HTML_UTF_8));
    Routes.get(builder, "/docs.js", Pages.page("pages/docs.js", MediaType.JAVASCRIPT_UTF_8));
    Routes.get(builder, "/openapi.yaml", Pages.page("openapi.yaml", YAML));
    Routes.get(builder, "/problems/{slug}", Pages.problem());
    builder
        .serviceUnder("/webjars/swagger-ui", Pages.webjar("org.webjars", "swagger-ui"))
        .serviceUnder("/webjars/chart.js", Pages.webjar("org.webjars.npm", "chart.js"));
  }
}
