package io.dumul.serving.http;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lets a request through when its key has the role and is within its limits. */
public final class Access {
  private static final String BEARER = "bearer ";

  private final ApiKeys keys;
  private final int perSecond;
  private final int concurrent;
  private final LongSupplier nanoTime;
  private final Map<String, ClientLimit> limits = new ConcurrentHashMap<>();

  /**
   * @param perSecond requests a second for each client
   * @param concurrent requests at a time for each client
   * @param nanoTime monotonic, in nanoseconds
   */
  public Access(ApiKeys keys, int perSecond, int concurrent, LongSupplier nanoTime) {
    this.keys = keys;
    this.perSecond = perSecond;
    this.concurrent = concurrent;
    this.nanoTime = nanoTime;
  }

  /** The service for those who have the role. */
  @SuppressWarnings("FutureReturnValueIgnored") // The log is complete whatever happens.
  public HttpService require(ApiKeys.Role role, HttpService service) {
    return (context, request) -> {
      ClientLimit limit = admit(request.headers(), role);
      context.log().whenComplete().thenRun(limit::end);
      return service.serve(context, request);
    };
  }

  private ClientLimit admit(RequestHeaders headers, ApiKeys.Role role) {
    String key = key(headers);
    if (key == null) {
      throw new ProblemException(Problem.UNAUTHENTICATED, "The request has no API key.");
    }
    ApiKeys.Client client =
        keys.find(key)
            .orElseThrow(
                () -> new ProblemException(Problem.UNAUTHENTICATED, "The API key is not known."));
    if (!client.roles().contains(role)) {
      throw new ProblemException(
          Problem.FORBIDDEN, "roles: " + client.roles() + " (expected: " + role + " among them)");
    }
    ClientLimit limit =
        limits.computeIfAbsent(
            client.name(), name -> new ClientLimit(perSecond, concurrent, nanoTime));
    if (!limit.start()) {
      throw new ProblemException(
          Problem.TOO_MANY_REQUESTS,
          "More than " + perSecond + " requests a second, or " + concurrent + " at a time.");
    }
    return limit;
  }

  private static @Nullable String key(RequestHeaders headers) {
    String authorization = headers.get("authorization");
    if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return authorization.substring(BEARER.length()).strip();
    }
    boolean bare = authorization != null && authorization.strip().indexOf(' ') < 0;
    return bare ? authorization.strip() : headers.get("x-api-key");
  }
}
