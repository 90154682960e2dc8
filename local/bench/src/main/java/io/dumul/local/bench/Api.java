package io.dumul.local.bench;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import java.util.concurrent.CompletableFuture;

/** A client of a server over HTTP/1.1, on one thread. */
final class Api implements AutoCloseable {
  static final String KEY = "only-for-this-run-0123456789abcdef";
  static final MediaType BATCH = MediaType.parse("application/cloudevents-batch+json");

  private static final long PATIENCE_MILLIS = 60_000;

  private final ClientFactory threads = ClientFactory.builder().workerGroup(1).build();
  private final WebClient client;

  /**
   * @param address host:port
   */
  Api(String address) {
    this.client =
        WebClient.builder(SessionProtocol.H1C.uriText() + "://" + address)
            .factory(threads)
            .maxResponseLength(0)
            .responseTimeoutMillis(PATIENCE_MILLIS)
            .build();
  }

  /** The body of a good answer. */
  CompletableFuture<String> get(String path) {
    return send(
        RequestHeaders.of(HttpMethod.GET, path, HttpHeaderNames.AUTHORIZATION, bearer()),
        HttpData.empty());
  }

  /** The body of a good answer. */
  CompletableFuture<String> post(String path, MediaType type, byte[] body) {
    RequestHeaders headers =
        RequestHeaders.of(
            HttpMethod.POST,
            path,
            HttpHeaderNames.AUTHORIZATION,
            bearer(),
            HttpHeaderNames.CONTENT_TYPE,
            type);
    return send(headers, HttpData.wrap(body));
  }

  private static String bearer() {
    return "Bearer " + KEY;
  }

  private CompletableFuture<String> send(RequestHeaders headers, HttpData body) {
    return client.execute(HttpRequest.of(headers, body)).aggregate().thenApply(Api::good);
  }

  private static String good(AggregatedHttpResponse response) {
    if (!response.status().isSuccess()) {
      throw new IllegalStateException(response.status() + " " + response.contentUtf8());
    }
    return response.contentUtf8();
  }

  @Override
  public void close() {
    threads.close();
  }
}
