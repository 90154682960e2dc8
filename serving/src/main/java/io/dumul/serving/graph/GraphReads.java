package io.dumul.serving.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.core.edge.Direction;
import io.dumul.core.edge.EdgeJson;
import io.dumul.core.edge.EdgeQueries;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.HopQuery;
import io.dumul.core.edge.Hops;
import io.dumul.serving.http.ProblemException;
import io.dumul.serving.http.Responses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Questions about the edges of a table. */
final class GraphReads {
  private static final int DEFAULT_LIMIT = 25;
  private static final int DEFAULT_TOP = 10;

  private final Tables tables;
  private final EdgeView view;
  private final Arrivals arrivals;
  private final Duration patience;
  private final Supplier<Instant> now;

  /**
   * @param patience how long reading may take
   */
  GraphReads(
      Tables tables, EdgeView view, Arrivals arrivals, Duration patience, Supplier<Instant> now) {
    this.tables = tables;
    this.view = view;
    this.arrivals = arrivals;
    this.patience = patience;
    this.now = now;
  }

  /** What is asked of one table. */
  interface Question {
    CompletableFuture<ObjectNode> ask(EdgeQueries queries, QueryParams parameters);
  }

  /** A question whose parameters stand in the URL. */
  HttpService inUrl(Question question) {
    return (context, request) ->
        HttpResponse.of(answer(context, question, QueryParams.fromQueryString(context.query())));
  }

  /** A question whose parameters are the members of the body. */
  HttpService inBody(Question question) {
    return (context, request) ->
        HttpResponse.of(
            request
                .aggregate()
                .thenCompose(body -> answer(context, question, parameters(Bodies.object(body)))));
  }

  private static QueryParams parameters(JsonNode body) {
    com.linecorp.armeria.common.QueryParamsBuilder all = QueryParams.builder();
    body.properties()
        .forEach(
            entry -> {
              if (entry.getValue().isArray()) {
                entry.getValue().forEach(item -> all.add(entry.getKey(), item.asText()));
              } else if (!entry.getValue().isNull()) {
                all.add(entry.getKey(), entry.getValue().asText());
              }
            });
    return all.build();
  }

  private CompletableFuture<HttpResponse> answer(
      ServiceRequestContext context, Question question, QueryParams parameters) {
    return Failures.translated(
            arrived(parameters.get("after"))
                .thenCombine(
                    tables.read(() -> tables.of(context)),
                    (done, table) -> new EdgeQueries(table, view, now))
                .thenCompose(
                    queries ->
                        Failures.asking(() -> question.ask(queries, parameters))
                            .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)))
        .thenApply(body -> Responses.json(200, body).toHttpResponse());
  }

  /** Done when the mutation that a token stands for can be read; at once where there is none. */
  private CompletableFuture<Void> arrived(@Nullable String after) {
    return after == null
        ? CompletableFuture.completedFuture(null)
        : arrivals.all(Token.parse(after));
  }

  /** A question over several tables. */
  HttpService hops() {
    return (context, request) ->
        HttpResponse.of(
            Failures.translated(request.aggregate().thenCompose(body -> hops(Bodies.object(body))))
                .thenApply(body -> Responses.json(200, body).toHttpResponse()));
  }

  private CompletableFuture<ObjectNode> hops(JsonNode body) {
    return arrived(body.path("after").textValue())
        .thenCombine(tables.read(() -> HopQuery.parse(body, tables::of)), (done, query) -> query)
        .thenCompose(query -> new Hops(view, now, System::nanoTime, patience).answer(query));
  }

  static CompletableFuture<ObjectNode> get(EdgeQueries queries, QueryParams parameters) {
    none(parameters, "ranges", "features");
    return queries
        .get(list(parameters, "source"), list(parameters, "target"), parameters.get("filters"))
        .thenApply(EdgeJson::frame);
  }

  static CompletableFuture<ObjectNode> ids(EdgeQueries queries, QueryParams parameters) {
    none(parameters, "features");
    return queries
        .ids(list(parameters, "ids"), parameters.get("filters"))
        .thenApply(EdgeJson::frame);
  }

  static CompletableFuture<ObjectNode> count(EdgeQueries queries, QueryParams parameters) {
    none(parameters, "features");
    Direction direction = direction(parameters);
    return queries
        .counts(
            List.of(need(parameters, "start")),
            direction,
            parameters.get("ranges"),
            parameters.get("filters"))
        .thenApply(counts -> EdgeJson.count(direction, counts));
  }

  static CompletableFuture<ObjectNode> counts(EdgeQueries queries, QueryParams parameters) {
    none(parameters, "features");
    Direction direction = direction(parameters);
    return queries
        .counts(
            list(parameters, "start"),
            direction,
            parameters.get("ranges"),
            parameters.get("filters"))
        .thenApply(counts -> EdgeJson.counts(direction, counts));
  }

  /**
   * How many edges join each start to one target; by the group {@code _count} where none is named.
   */
  static CompletableFuture<ObjectNode> between(EdgeQueries queries, QueryParams parameters) {
    none(parameters, "filters", "features");
    Direction direction = direction(parameters);
    return queries
        .between(
            parameters.get("group", "_count"),
            list(parameters, "start"),
            direction,
            need(parameters, "target"),
            parameters.get("ranges"))
        .thenApply(counts -> EdgeJson.counts(direction, counts));
  }

  static CompletableFuture<ObjectNode> history(EdgeQueries queries, QueryParams parameters) {
    none(parameters, "filters", "features");
    return queries
        .past()
        .changes(
            parameters.get("source"),
            parameters.get("target"),
            parameters.get("id"),
            limit(parameters));
  }

  static Question top(ServiceRequestContext context) {
    String group = String.valueOf(context.pathParam("group"));
    return (queries, parameters) -> {
      none(parameters, "filters", "features");
      int limit = parameters.contains("limit") ? limit(parameters) : DEFAULT_TOP;
      return queries
          .top(
              group,
              parameters.get("start"),
              direction(parameters),
              parameters.get("ranges"),
              limit)
          .thenApply(EdgeJson::top);
    };
  }

  static Question agg(ServiceRequestContext context) {
    String group = String.valueOf(context.pathParam("group"));
    return (queries, parameters) -> {
      none(parameters, "filters", "features");
      Direction direction = direction(parameters);
      return queries
          .agg(group, list(parameters, "start"), direction, parameters.get("ranges"))
          .thenApply(sums -> EdgeJson.groups(direction, sums));
    };
  }

  static Question scan(ServiceRequestContext context) {
    return (queries, parameters) ->
        queries.scan(scan(context, parameters)).thenApply(EdgeJson::frame);
  }

  static EdgeQueries.Scan scan(ServiceRequestContext context, QueryParams parameters) {
    return new EdgeQueries.Scan(
        String.valueOf(context.pathParam("index")),
        need(parameters, "start"),
        direction(parameters),
        limit(parameters),
        parameters.get("offset"),
        parameters.get("ranges"),
        parameters.get("filters"),
        list(parameters, "features"));
  }

  private static int limit(QueryParams parameters) {
    String limit = parameters.get("limit");
    if (limit == null) {
      return DEFAULT_LIMIT;
    }
    if (!limit.matches("[0-9]{1,6}")) {
      throw ProblemException.parameter("limit", limit, "1 to " + EdgeQueries.MOST_EDGES);
    }
    return Integer.parseInt(limit);
  }

  private static Direction direction(QueryParams parameters) {
    String direction = need(parameters, "direction");
    for (Direction one : Direction.values()) {
      if (one.name().equalsIgnoreCase(direction)) {
        return one;
      }
    }
    throw ProblemException.parameter("direction", direction, "OUT or IN");
  }

  private static String need(QueryParams parameters, String name) {
    String value = parameters.get(name);
    if (value == null || value.isEmpty()) {
      throw ProblemException.parameter(name, "missing", "one value");
    }
    return value;
  }

  private static List<String> list(QueryParams parameters, String name) {
    List<String> all = new ArrayList<>();
    for (String value : parameters.getAll(name)) {
      all.addAll(Arrays.asList(value.split(",", -1)));
    }
    return all;
  }

  private static void none(QueryParams parameters, String... names) {
    for (String name : names) {
      if (parameters.contains(name)) {
        throw ProblemException.parameter(name, String.valueOf(parameters.get(name)), "none here");
      }
    }
  }
}
