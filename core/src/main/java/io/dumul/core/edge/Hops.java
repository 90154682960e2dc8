package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers a {@link HopQuery}, step by step. What it may cost is bounded: the nodes that a step
 * begins at, the rows that it finds, and the time of all steps. Where a bound cuts something off,
 * the step says so, and so does the whole answer.
 */
public final class Hops {
  /** How many nodes a step begins at. */
  static final int MOST_STARTS = 1_000;

  /** About how many rows a step finds. */
  static final int MOST_ROWS = 10_000;

  private static final int AT_ONCE = 32;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final EdgeView view;
  private final Supplier<Instant> now;
  private final LongSupplier nanos;
  private final long deadline;
  private final Map<String, Found> found = new LinkedHashMap<>();

  /**
   * @param nanos a clock that never goes back
   * @param patience how long all steps may take
   */
  public Hops(EdgeView view, Supplier<Instant> now, LongSupplier nanos, Duration patience) {
    this.view = view;
    this.now = now;
    this.nanos = nanos;
    this.deadline = nanos.getAsLong() + patience.toNanos();
  }

  /** What a step found. */
  private static final class Found {
    private List<ObjectNode> rows = new ArrayList<>();
    private @Nullable String partial;
    private @Nullable String offset;
    private boolean more;

    synchronized void cut(String why) {
      partial = partial == null ? why : partial;
    }
  }

  /** The answer; used once. */
  public CompletableFuture<ObjectNode> answer(HopQuery query) {
    CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
    for (HopQuery.Step step : query.steps()) {
      done = done.thenCompose(before -> take(step));
    }
    return done.thenApply(all -> json(query));
  }

  private ObjectNode json(HopQuery query) {
    ObjectNode answer = NODES.objectNode();
    ArrayNode items = answer.putArray("items");
    for (HopQuery.Step step : query.steps()) {
      if (step.include()) {
        items.add(item(step.name(), of(step.name())));
      }
    }
    return answer.put("partial", found.values().stream().anyMatch(one -> one.partial != null));
  }

  private static ObjectNode item(String name, Found found) {
    ObjectNode item = NODES.objectNode().put("name", name);
    item.putArray("data").addAll(found.rows);
    item.put("rows", found.rows.size()).putArray("stats");
    item.put("offset", found.offset).put("hasNext", found.more);
    return item.put("partial", found.partial);
  }

  private Found of(String name) {
    return Objects.requireNonNull(found.get(name));
  }

  private CompletableFuture<Void> take(HopQuery.Step step) {
    Found into = new Found();
    found.put(step.name(), into);
    EdgeQueries queries = new EdgeQueries(step.table(), view, now);
    List<String> starts = starts(step.source(), MOST_STARTS, into);
    CompletableFuture<Void> rows =
        starts.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : switch (step.kind()) {
              case SCAN -> scan(step, queries, starts, into);
              case GET -> get(step, queries, starts, into);
              case COUNT ->
                  within(
                      into,
                      queries.counts(starts, direction(step), step.reading().ranges(), null),
                      counts -> counted(direction(step), counts, into));
              case SELF ->
                  within(
                      into,
                      queries.ids(starts, step.reading().filters()),
                      frame -> add(frame, into));
            };
    return rows.thenRun(() -> step.tallies().forEach(tally -> tally(tally, into)));
  }

  private static Direction direction(HopQuery.Step step) {
    return Objects.requireNonNull(step.direction());
  }

  private CompletableFuture<Void> get(
      HopQuery.Step step, EdgeQueries queries, List<String> sources, Found into) {
    HopQuery.Nodes target = Objects.requireNonNull(step.target());
    int room = Math.max(1, EdgeQueries.MOST_EDGES / sources.size());
    List<String> targets = starts(target, room, into);
    return targets.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : within(
            into,
            queries.get(sources, targets, step.reading().filters()),
            frame -> add(frame, into));
  }

  /** Some nodes after the others, so that no step asks for everything at once. */
  private CompletableFuture<Void> scan(
      HopQuery.Step step, EdgeQueries queries, List<String> starts, Found into) {
    if (into.rows.size() >= MOST_ROWS || (into.partial != null && left() <= 0)) {
      into.cut(
          starts.size() + " nodes were not looked at, as there are " + into.rows.size() + " rows");
      return CompletableFuture.completedFuture(null);
    }
    List<String> first = starts.subList(0, Math.min(AT_ONCE, starts.size()));
    List<String> rest = starts.subList(first.size(), starts.size());
    List<CompletableFuture<@Nullable EdgeFrame>> frames =
        first.stream().map(start -> timed(into, queries.scan(scan(step, start)))).toList();
    return CompletableFuture.allOf(frames.toArray(CompletableFuture[]::new))
        .thenCompose(
            done -> {
              frames.forEach(frame -> add(frame.join(), into));
              into.offset = frames.size() == 1 && rest.isEmpty() ? into.offset : null;
              return rest.isEmpty()
                  ? CompletableFuture.completedFuture(null)
                  : scan(step, queries, rest, into);
            });
  }

  private static EdgeQueries.Scan scan(HopQuery.Step step, String start) {
    HopQuery.Reading how = step.reading();
    return new EdgeQueries.Scan(
        how.index(),
        start,
        direction(step),
        how.limit(),
        how.offset(),
        how.ranges(),
        how.filters(),
        List.of());
  }

  private <T> CompletableFuture<Void> within(
      Found into, CompletableFuture<T> answer, java.util.function.Consumer<T> then) {
    return timed(into, answer)
        .thenAccept(
            value -> {
              if (value != null) {
                then.accept(value);
              }
            });
  }

  /** Null where it takes too long, which the step then says. */
  private <T> CompletableFuture<@Nullable T> timed(Found into, CompletableFuture<T> answer) {
    return answer
        .orTimeout(Math.max(1, left()), TimeUnit.NANOSECONDS)
        .<@Nullable T>handle(
            (value, failure) -> {
              if (failure == null) {
                return value;
              }
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              if (!(failure instanceof TimeoutException) && !(cause instanceof TimeoutException)) {
                throw new CompletionException(cause);
              }
              into.cut("the time is over");
              return null;
            });
  }

  private long left() {
    return deadline - nanos.getAsLong();
  }

  private List<String> starts(HopQuery.Nodes nodes, int most, Found into) {
    LinkedHashSet<String> all = new LinkedHashSet<>(nodes.values());
    if (nodes.ref() != null) {
      for (ObjectNode row : of(nodes.ref()).rows) {
        JsonNode value = row.path(nodes.field());
        if (!value.isMissingNode() && !value.isNull()) {
          all.add(value.asText());
        }
      }
    }
    if (all.size() > most) {
      into.cut(all.size() - most + " of " + all.size() + " nodes were left out");
    }
    return all.stream().limit(most).toList();
  }

  private static void add(@Nullable EdgeFrame frame, Found into) {
    if (frame != null) {
      frame.edges().forEach(edge -> into.rows.add(row(edge)));
      into.offset = frame.offset();
      into.more |= frame.offset() != null;
    }
  }

  private static ObjectNode row(LiveEdge edge) {
    ObjectNode row = NODES.objectNode().put("version", edge.version());
    if (edge.id() != null) {
      row.set("_id", ValueKind.json(edge.id()));
    }
    row.set("source", ValueKind.json(edge.source()));
    row.set("target", ValueKind.json(edge.target()));
    return row.setAll(EdgeJson.properties(edge));
  }

  private static void counted(Direction direction, Map<Object, Long> counts, Found into) {
    counts.forEach(
        (node, count) -> {
          ObjectNode row = NODES.objectNode().put("direction", direction.name());
          row.set(direction == Direction.OUT ? "source" : "target", ValueKind.json(node));
          into.rows.add(row.put("count", count));
        });
  }

  /** Equal counts stand in the order of the field's text. */
  private static void tally(HopQuery.Tally tally, Found into) {
    Map<String, JsonNode> values = new TreeMap<>();
    Map<String, Long> counts = new TreeMap<>();
    for (ObjectNode row : into.rows) {
      JsonNode value = row.path(tally.field());
      values.putIfAbsent(value.asText(), value);
      counts.merge(value.asText(), 1L, Long::sum);
    }
    Comparator<Map.Entry<String, Long>> order = Map.Entry.comparingByValue();
    into.rows =
        new ArrayList<>(
            counts.entrySet().stream()
                .sorted(tally.order() == Order.DESC ? order.reversed() : order)
                .limit(tally.limit())
                .map(
                    one ->
                        tallied(
                            tally,
                            Objects.requireNonNull(values.get(one.getKey())),
                            one.getValue()))
                .toList());
  }

  private static ObjectNode tallied(HopQuery.Tally tally, JsonNode value, long count) {
    ObjectNode row = NODES.objectNode();
    row.set(tally.field(), value);
    return row.put("count", count);
  }
}
