package io.dumul.serving.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import java.util.EnumSet;
import java.util.Map;
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

  /** Several methods of one path, of which GET brings HEAD; any other is told which these are. */
  public static void each(
      ServerBuilder builder, String path, Map<HttpMethod, HttpService> services) {
    EnumSet<HttpMethod> allowed = EnumSet.copyOf(services.keySet());
    if (services.containsKey(HttpMethod.GET)) {
      allowed.add(HttpMethod.HEAD);
    }
    services.forEach(
        (method, service) ->
            builder.service(
                Route.builder()
                    .path(path)
                    .methods(
                        method == HttpMethod.GET
                            ? Set.of(HttpMethod.GET, HttpMethod.HEAD)
                            : Set.of(method))
                    .build(),
                service));
    refuse(builder, path, allowed);
  }

  /** Any other method than those allowed is told which are. */
  public static void route(
      ServerBuilder builder, String path, Set<HttpMethod> allowed, HttpService service) {
    builder.service(Route.builder().path(path).methods(allowed).build(), service);
    refuse(builder, path, allowed);
  }

  private static void refuse(ServerBuilder builder, String path, Set<HttpMethod> allowed) {
    Set<HttpMethod> others = EnumSet.copyOf(HttpMethod.knownMethods());
    others.removeAll(allowed);
    builder.service(
        Route.builder().path(path).methods(others).build(),
        (context, request) -> Responses.notAllowed(allowed).toHttpResponse());
  }
}
