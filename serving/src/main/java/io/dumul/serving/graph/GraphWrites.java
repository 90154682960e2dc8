package io.dumul.serving.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeJson;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.Eviction;
import io.dumul.core.edge.Mutation;
import io.dumul.core.edge.MutationJson;
import io.dumul.core.edge.Receipt;
import io.dumul.core.edge.Status;
import io.dumul.core.edge.WriteMode;
import io.dumul.serving.collect.EventLog;
import io.dumul.serving.collect.EventLog.Position;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import io.dumul.serving.http.Responses;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Mutations of edges: each becomes an event of the log, and a synchronous answer comes when all
 * that they changed can be read. Where anything is wrong with any of them, nothing is written.
 */
final class GraphWrites {
  private final Tables tables;
  private final EdgeView view;
  private final EventLog log;
  private final Arrivals arrivals;
  private final Clock clock;
  private final Supplier<String> events;
  private final GraphMode mode;
  private final int most;

  /**
   * @param events ids for events, each greater than the ones before
   * @param most how many mutations a request may have
   */
  GraphWrites(
      Tables tables,
      EdgeView view,
      EventLog log,
      Arrivals arrivals,
      Clock clock,
      Supplier<String> events,
      GraphMode mode,
      int most) {
    this.tables = tables;
    this.view = view;
    this.log = log;
    this.arrivals = arrivals;
    this.clock = clock;
    this.events = events;
    this.mode = mode;
    this.most = most;
  }

  /**
   * @param multi whether edges have ids here
   * @param asked the mode that the path asks for; null for none
   */
  HttpService mutate(boolean multi, @Nullable WriteMode asked) {
    return (context, request) -> {
      refuseWhereReadOnly(mode, context);
      return HttpResponse.of(
          Failures.translated(
                  request
                      .aggregate()
                      .thenCombine(tables.found(() -> of(context, multi)), Asked::new)
                      .thenComposeAsync(
                          all ->
                              mutate(
                                  all.table(),
                                  Bodies.object(all.body()),
                                  effective(all.table(), asked)),
                          context.blockingTaskExecutor()))
              .thenApply(body -> Responses.json(200, body).toHttpResponse()));
    };
  }

  private record Asked(AggregatedHttpRequest body, EdgeTable table) {}

  private EdgeTable of(ServiceRequestContext context, boolean multi) {
    EdgeTable table = tables.of(context);
    if (table.isMulti() != multi) {
      throw ProblemException.parameter(
          "table", table.shape().name(), multi ? "MULTI_EDGE" : "EDGE or IMMUTABLE_EDGE");
    }
    return table;
  }

  static void refuseWhereReadOnly(GraphMode mode, ServiceRequestContext context) {
    if (mode == GraphMode.READ_ONLY) {
      throw new ProblemException(
          Problem.READ_ONLY,
          context.method() + " " + context.path(),
          Map.of(
              "method", Json.MAPPER.getNodeFactory().textNode(context.method().name()),
              "path", Json.MAPPER.getNodeFactory().textNode(context.path())));
    }
  }

  private WriteMode effective(EdgeTable table, @Nullable WriteMode asked) {
    try {
      return WriteMode.of(null, mode.global(), asked, table.mode());
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.INVALID_PARAMETER, String.valueOf(e.getMessage()));
    }
  }

  private CompletableFuture<ObjectNode> mutate(
      EdgeTable table, JsonNode body, WriteMode effective) {
    MutationJson read = new MutationJson(table, most, events);
    CompletableFuture<ObjectNode> answer = mutate(table, read.read(body), effective);
    return read.ignored().isEmpty()
        ? answer
        : answer.thenApply(json -> json.set("ignored", Json.MAPPER.valueToTree(read.ignored())));
  }

  private CompletableFuture<ObjectNode> mutate(
      EdgeTable table, List<Mutation> mutations, WriteMode effective) {
    if (effective == WriteMode.DROP) {
      return CompletableFuture.completedFuture(
          results(table, mutations, all -> Status.QUEUED, List::size));
    }
    boolean waits = effective == WriteMode.SYNC;
    return append(table, mutations, waits ? EdgeEvents.WAITED : EdgeEvents.QUEUED)
        .thenCompose(
            at -> {
              Token token = Token.of(at.values());
              CompletableFuture<ObjectNode> done =
                  waits
                      ? arrivals.all(token).thenCompose(here -> applied(table, mutations, at))
                      : CompletableFuture.completedFuture(queued(table, mutations, at));
              return done.thenApply(body -> body.put("token", token.toString()));
            });
  }

  /** The places of those that are in the log. */
  private CompletableFuture<Map<Mutation, Position>> append(
      EdgeTable table, List<Mutation> mutations, String source) {
    Map<Mutation, CompletableFuture<@Nullable Position>> appends = new HashMap<>();
    for (Mutation mutation : MutationJson.inLogOrder(mutations)) {
      String subject = EdgeKey.of(table, mutation).subject(table);
      byte[] event = EdgeEvents.write(table, mutation, source, clock.instant());
      appends.put(mutation, log.append(subject, event).exceptionally(failure -> null));
    }
    return CompletableFuture.allOf(appends.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<Mutation, Position> at = new HashMap<>();
              appends.forEach(
                  (mutation, append) -> {
                    Position position = append.join();
                    if (position != null) {
                      at.put(mutation, position);
                    }
                  });
              return at;
            });
  }

  private ObjectNode queued(EdgeTable table, List<Mutation> mutations, Map<Mutation, Position> at) {
    boolean asIntended = mode.global() == WriteMode.ASYNC && table.mode() == WriteMode.SYNC;
    return results(
        table,
        mutations,
        all ->
            logged(all, at).size() < all.size()
                ? Status.ERROR
                : asIntended ? intended(all) : Status.QUEUED,
        all -> count(all, at));
  }

  private static Status intended(List<Mutation> all) {
    List<Mutation> ordered = MutationJson.inLogOrder(all);
    return Status.intended(ordered.get(ordered.size() - 1).op());
  }

  private CompletableFuture<ObjectNode> applied(
      EdgeTable table, List<Mutation> mutations, Map<Mutation, Position> at) {
    return outcomes(at)
        .thenApply(
            outcomes ->
                results(table, mutations, all -> status(all, at, outcomes), all -> count(all, at)));
  }

  private CompletableFuture<Map<Position, Receipt.Outcome>> outcomes(Map<Mutation, Position> at) {
    Map<Integer, List<Long>> offsets = new HashMap<>();
    at.values()
        .forEach(
            one ->
                offsets.computeIfAbsent(one.partition(), n -> new ArrayList<>()).add(one.offset()));
    List<CompletableFuture<Map<Position, Receipt.Outcome>>> reads = new ArrayList<>();
    offsets.forEach((partition, wanted) -> reads.add(outcomes(partition, wanted)));
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<Position, Receipt.Outcome> all = new HashMap<>();
              reads.forEach(read -> all.putAll(read.join()));
              return all;
            });
  }

  private CompletableFuture<Map<Position, Receipt.Outcome>> outcomes(
      int partition, List<Long> offsets) {
    return arrivals
        .receipts()
        .of(partition, offsets)
        .thenApply(
            receipts -> {
              Map<Position, Receipt.Outcome> outcomes = new HashMap<>();
              for (Receipt one : receipts) {
                if (one != null) {
                  outcomes.put(new Position(partition, one.offset()), one.outcome());
                }
              }
              return outcomes;
            });
  }

  /** A receipt that is gone already says nothing: then what was meant is said. */
  private static Status status(
      List<Mutation> all, Map<Mutation, Position> at, Map<Position, Receipt.Outcome> outcomes) {
    List<Mutation> logged = logged(all, at);
    if (logged.size() < all.size()) {
      return Status.ERROR;
    }
    List<Receipt.Outcome> known = new ArrayList<>();
    for (Mutation mutation : MutationJson.inLogOrder(logged)) {
      Receipt.Outcome outcome = outcomes.get(at.get(mutation));
      if (outcome == null) {
        return intended(all);
      }
      known.add(outcome);
    }
    return Status.of(known);
  }

  private static List<Mutation> logged(List<Mutation> all, Map<Mutation, Position> at) {
    return all.stream().filter(at::containsKey).toList();
  }

  private static int count(List<Mutation> all, Map<Mutation, Position> at) {
    int logged = logged(all, at).size();
    return logged < all.size() ? 0 : logged;
  }

  private interface Told<T> {
    T of(List<Mutation> mutations);
  }

  private static ObjectNode results(
      EdgeTable table, List<Mutation> mutations, Told<Status> status, Told<Integer> count) {
    ObjectNode json = Json.object();
    ArrayNode results = json.putArray("results");
    EdgeJson.byEdge(table, mutations)
        .forEach(
            (key, all) -> results.add(EdgeJson.result(table, key, status.of(all), count.of(all))));
    return json;
  }

  /** Takes edges out of an immutable table. */
  HttpService evict() {
    return (context, request) -> {
      refuseWhereReadOnly(mode, context);
      QueryParams parameters = QueryParams.fromQueryString(context.query());
      if (!parameters.contains("limit")) {
        throw ProblemException.parameter("limit", "missing", "1 to 1000");
      }
      return HttpResponse.of(
          Failures.translated(
                  tables
                      .found(() -> tables.of(context))
                      .thenComposeAsync(
                          table -> evict(table, context, parameters),
                          context.blockingTaskExecutor()))
              .thenApply(body -> Responses.json(200, body).toHttpResponse()));
    };
  }

  private CompletableFuture<ObjectNode> evict(
      EdgeTable table, ServiceRequestContext context, QueryParams parameters) {
    return Eviction.of(table, view, GraphReads.scan(context, parameters), events)
        .thenComposeAsync(deletes -> evict(table, deletes), context.blockingTaskExecutor())
        .thenApply(deleted -> deleted(table, context, deleted));
  }

  private static ObjectNode deleted(EdgeTable table, ServiceRequestContext context, int deleted) {
    return Json.object()
        .put("database", table.database())
        .put("table", table.name())
        .put("index", context.pathParam("index"))
        .put("deleted", deleted);
  }

  private CompletableFuture<Integer> evict(EdgeTable table, Collection<Mutation> deletes) {
    return append(table, List.copyOf(deletes), EdgeEvents.WAITED)
        .thenCompose(at -> arrivals.all(Token.of(at.values())).thenApply(here -> at.size()));
  }
}
