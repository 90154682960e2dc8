package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.Definitions;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A log, its judge and the fold of each partition in one process, without any engine. */
final class Engine implements InteractionApi {
  private static final int PARTITIONS = 3;

  /** To compile schemas and rules takes longer than a history. */
  private static final Map<Definitions, Acceptor> ACCEPTORS = new ConcurrentHashMap<>();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  final MemoryCells cells = new MemoryCells();
  final List<EdgeFold.Change> changes = new ArrayList<>();
  final List<LogRecord> log = new ArrayList<>();
  final Definitions definitions;
  private final Acceptor acceptor;
  private final EdgeEvents events;
  private final Map<Integer, EdgeFold> folds = new HashMap<>();
  private final Map<Integer, Long> ends = new HashMap<>();
  private long ids;
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  Engine(Definitions definitions) {
    this.definitions = definitions;
    this.acceptor = ACCEPTORS.computeIfAbsent(definitions, Acceptor::new);
    this.events = new EdgeEvents(definitions.tables());
  }

  EdgeTable table(String name) {
    return definitions.tables().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  String nextId() {
    return String.format("%08d", ids++);
  }

  /** Appends a mutation to the log, and folds it. */
  Receipt.Outcome apply(EdgeTable table, Mutation mutation) {
    return fold(append(table, mutation));
  }

  LogRecord append(EdgeTable table, Mutation mutation) {
    byte[] subject = EdgeKey.of(table, mutation).subject(table).getBytes(StandardCharsets.UTF_8);
    int partition = Math.floorMod(java.util.Arrays.hashCode(subject), PARTITIONS);
    long offset = ends.merge(partition, 1L, Long::sum) - 1;
    byte[] value = EdgeEvents.write(table, mutation, "/test", now);
    LogRecord record = new LogRecord(partition, offset, now, subject, value, null);
    log.add(record);
    return record;
  }

  Receipt.Outcome fold(LogRecord record) {
    Verdict verdict = acceptor.judge(record, Instant.MIN);
    if (!(verdict instanceof Verdict.Accepted accepted)) {
      throw new AssertionError(verdict);
    }
    Event event = accepted.event();
    EdgeFold fold =
        folds.computeIfAbsent(record.partition(), number -> new EdgeFold(number, cells.cells()));
    Mutation mutation = Objects.requireNonNull(events.read(event));
    EdgeFold.Change change =
        fold.fold(events.table(event), mutation, record.offset(), record.appendTime());
    changes.add(change);
    return change.receipt().outcome();
  }

  @Override
  public JsonNode mutate(String name, ArrayNode items) {
    EdgeTable table = table(name);
    try {
      ObjectNode body = NODES.objectNode();
      ArrayNode list = body.putArray("mutations");
      for (JsonNode item : items) {
        list.addObject().put("type", item.path("type").asText()).set("edge", item);
      }
      return mutate(table, new MutationJson(table, 1000, this::nextId).read(body));
    } catch (WrongRequestException e) {
      return NODES.objectNode().put("http", 400).put("detail", e.getMessage());
    }
  }

  private ObjectNode mutate(EdgeTable table, List<Mutation> mutations) {
    boolean queue = table.mode() == WriteMode.ASYNC;
    Map<EdgeKey, List<Receipt.Outcome>> outcomes = new HashMap<>();
    for (Mutation mutation : MutationJson.inLogOrder(mutations)) {
      LogRecord record = append(table, mutation);
      if (!queue) {
        outcomes
            .computeIfAbsent(EdgeKey.of(table, mutation), key -> new ArrayList<>())
            .add(fold(record));
      }
    }
    ObjectNode json = NODES.objectNode().put("http", 200);
    ArrayNode results = json.putArray("results");
    EdgeJson.byEdge(table, mutations)
        .forEach(
            (key, all) ->
                results.add(
                    EdgeJson.result(
                        table,
                        key,
                        queue
                            ? Status.QUEUED
                            : Status.of(Objects.requireNonNull(outcomes.get(key))),
                        all.size())));
    return json;
  }

  @Override
  public JsonNode ask(JsonNode step, String offset) {
    try {
      return answer(step, offset).join().put("http", 200);
    } catch (WrongRequestException e) {
      return NODES.objectNode().put("http", 400).put("detail", e.getMessage());
    }
  }

  private CompletableFuture<ObjectNode> answer(JsonNode step, String offset) {
    EdgeTable table = table(step.path("table").asText());
    EdgeQueries queries = new EdgeQueries(table, cells, () -> now);
    Direction direction = Direction.valueOf(step.path("direction").asText("OUT"));
    return switch (step.path("op").asText()) {
      case "get" ->
          queries
              .get(texts(step, "source"), texts(step, "target"), text(step, "filters"))
              .thenApply(EdgeJson::frame);
      case "ids" ->
          queries.ids(texts(step, "ids"), text(step, "filters")).thenApply(EdgeJson::frame);
      case "count" ->
          queries
              .counts(texts(step, "start"), direction, text(step, "ranges"), text(step, "filters"))
              .thenApply(counts -> EdgeJson.count(direction, counts));
      case "agg" ->
          queries
              .agg(
                  step.path("group").asText(),
                  texts(step, "start"),
                  direction,
                  text(step, "ranges"))
              .thenApply(sums -> EdgeJson.groups(direction, sums));
      case "scan" -> queries.scan(scan(step, direction, offset)).thenApply(EdgeJson::frame);
      case "scan_delete" ->
          Eviction.of(table, cells, scan(step, direction, offset), this::nextId)
              .thenApply(
                  deletes -> {
                    deletes.forEach(one -> apply(table, one));
                    return NODES.objectNode().put("deleted", deletes.size());
                  });
      default -> throw new AssertionError(step.toString());
    };
  }

  private static EdgeQueries.Scan scan(JsonNode step, Direction direction, String offset) {
    return new EdgeQueries.Scan(
        step.path("index").asText(),
        step.path("start").asText(),
        direction,
        step.path("limit").asInt(25),
        offset.isEmpty() ? null : offset,
        text(step, "ranges"),
        text(step, "filters"),
        texts(step, "features"));
  }

  static @Nullable String text(JsonNode step, String name) {
    return step.has(name) ? step.path(name).asText() : null;
  }

  static List<String> texts(JsonNode step, String name) {
    JsonNode value = step.path(name);
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false).map(JsonNode::asText).toList()
        : value.isMissingNode() ? List.of() : List.of(value.asText());
  }

  @Override
  public void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public long records(String topic) {
    return topic.equals("wal") ? log.size() : changes.size();
  }
}
