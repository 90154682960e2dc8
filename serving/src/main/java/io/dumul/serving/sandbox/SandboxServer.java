package io.dumul.serving.sandbox;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.dumul.core.definition.Definitions;
import io.dumul.serving.collect.EventRequests;
import io.dumul.serving.collect.Foresight;
import io.dumul.serving.collect.SandboxService;
import io.dumul.serving.collect.ValidateService;
import io.dumul.serving.http.Pages;
import io.dumul.serving.http.ProblemHandler;
import io.dumul.serving.http.Routes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Set;

/** The collector's side of the serving layer, without a log, without keys. */
public final class SandboxServer {
  private static final int MOST_EVENTS = 1_000;
  private static final int MOST_BYTES = 1 << 18;

  private SandboxServer() {}

  /** A server that is not started yet. */
  public static Server build(String host, int port, Definitions definitions, Clock clock) {
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(host, port))
            .maxRequestLength(16L * MOST_BYTES)
            .errorHandler(new ProblemHandler())
            .disableServerHeader();
    EventRequests requests = new EventRequests(MOST_EVENTS, MOST_BYTES);
    Foresight foresight = new Foresight(definitions, clock);
    SandboxService sandbox = new SandboxService();
    Routes.post(
        builder, "/v1/events", sandbox.collector(requests, foresight, new SimpleMeterRegistry()));
    Routes.post(builder, "exact:/v1/events:validate", new ValidateService(requests, foresight));
    Routes.route(
        builder,
        "/v1/sandbox",
        Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE),
        sandbox);
    Routes.get(builder, "/problems/{slug}", Pages.problem());
    Routes.get(
        builder,
        "/openapi.yaml",
        Pages.page("openapi.yaml", MediaType.create("application", "yaml")));
    return builder.build();
  }
}
