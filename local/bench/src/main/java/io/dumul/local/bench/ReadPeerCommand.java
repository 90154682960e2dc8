package io.dumul.local.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves what other stores say, over the same HTTP server as the serving layer. */
@Command(name = "read-peer", hidden = true, description = "Serves totals of other stores.")
final class ReadPeerCommand implements Callable<Integer> {
  private final ObjectMapper mapper = new ObjectMapper();

  @Option(names = "--users", required = true)
  private int users;

  @Option(names = "--quorum", required = true)
  private String quorum = "";

  @Option(names = "--postgres", description = "Its port; 0 for none.")
  private int postgresPort;

  @Option(names = "--redis", description = "Its port; 0 for none.")
  private int redisPort;

  @Override
  public Integer call() throws Exception {
    Map<String, Long> totals = new HashMap<>();
    for (int user = 0; user < users; user++) {
      totals.put("user-" + user, ReadViews.total(user));
    }
    ServerBuilder builder =
        Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    builder.service("/get", answering(new HBaseGets(quorum)));
    if (postgresPort > 0) {
      Postgres postgres = new Postgres(postgresPort);
      postgres.fill(totals);
      builder.service("/postgres", answering(postgres));
    }
    if (redisPort > 0) {
      Redis redis = new Redis(redisPort);
      redis.fill(totals);
      builder.service("/redis", answering(redis));
    }
    Server server = builder.build();
    server.start().join();
    System.out.println("ready on 127.0.0.1:" + server.activeLocalPort());
    new CountDownLatch(1).await(); // until it is stopped
    return 0;
  }

  private HttpService answering(TotalStore store) {
    return (context, request) -> {
      List<String> keys = QueryParams.fromQueryString(context.query()).getAll("key");
      return HttpResponse.of(store.totals(keys).thenApply(this::answer));
    };
  }

  private HttpResponse answer(List<Long> totals) {
    try {
      byte[] body = mapper.writeValueAsBytes(Map.of("values", totals));
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON, body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
