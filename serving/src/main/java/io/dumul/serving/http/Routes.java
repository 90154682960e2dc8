package io.dumul.serving.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import java.util.EnumSet;
import java.util.Set;

/** Binds services to paths and methods. */
public final class Routes {
  private Routes() {}

  public static void get(ServerBuilder builder, String path, HttpService service) {
    route(builder, path, Set.of(HttpMethod.GET, HttpMethod.HEAD), service);
  }

  public static void post(ServerBuilder builder, String path, HttpService service) {
    route(builder, path, Set.of(HttpMethod.POST), service);
  }

  /** Any other method than those allowed is told which are. */
  public static void route(
      ServerBuilder builder, String path, Set<HttpMethod> allowed, HttpService service) {
    Set<HttpMethod> others = EnumSet.copyOf(HttpMethod.knownMethods());
    others.removeAll(allowed);
    builder
        .service(Route.builder().path(path).methods(allowed).build(), service)
        .service(
            Route.builder().path(path).methods(others).build(),
            (context, request) -> Responses.notAllowed(allowed).toHttpResponse());
  }
}
