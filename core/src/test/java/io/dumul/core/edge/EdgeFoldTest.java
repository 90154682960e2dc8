package io.dumul.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import io.dumul.core.edge.Mutation.Op;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The laws of the fold, on random histories in which versions collide. */
class EdgeFoldTest {
  private static final List<String> SOURCES = List.of("0", "1", "2");
  private static final List<String> TARGETS = List.of("t0", "t1", "t2");

  @Seeds
  void anyOrderAndAnyRepetitionEndInTheSameCells(long seed, Random random) {
    EdgeTable table = Histories.table(random);
    List<Mutation> history = Histories.draw(table, random, 1 + random.nextInt(40));
    List<Mutation> other = new ArrayList<>(history);
    history.stream().filter(one -> random.nextBoolean()).forEach(other::add);
    Collections.shuffle(other, random);
    assertThat(folded(table, other).dump()).isEqualTo(folded(table, history).dump());
  }

  @Seeds
  void aLogThatIsReplayedChangesNothing(long seed, Random random) {
    EdgeTable table = Histories.table(random);
    Engine engine = new Engine(Histories.DEFINITIONS);
    Histories.draw(table, random, 60).forEach(mutation -> engine.apply(table, mutation));
    Map<String, String> once = engine.cells.dump();
    List.copyOf(engine.log).forEach(engine::fold);
    assertThat(engine.cells.dump()).isEqualTo(once);
    Engine again = new Engine(Histories.DEFINITIONS);
    engine.log.forEach(again::fold);
    assertThat(again.cells.dump()).isEqualTo(once);
  }

  /** The oracle knows the rule only as words: it sorts, and looks for what is newest. */
  @Seeds
  void everyReaderSeesWhatANaiveRecountSees(long seed, Random random) {
    EdgeTable table = Histories.table(random);
    Engine engine = new Engine(Histories.DEFINITIONS);
    List<Mutation> history = Histories.draw(table, random, 60);
    history.forEach(mutation -> engine.apply(table, mutation));
    List<LiveEdge> live = naive(table, history);
    EdgeQueries queries = new EdgeQueries(table, engine.cells);
    assertThat(counts(queries, Direction.OUT)).isEqualTo(count(live, LiveEdge::source));
    assertThat(counts(queries, Direction.IN)).isEqualTo(count(live, LiveEdge::target));
    assertThat(scanned(queries, "recent", Direction.OUT)).containsExactlyInAnyOrderElementsOf(live);
    assertThat(scanned(queries, "moods", Direction.IN)).containsExactlyInAnyOrderElementsOf(live);
    sums(queries, live);
    assertThat(changed(engine)).containsExactlyInAnyOrderElementsOf(live);
  }

  @Seeds
  void statusesAddUpToWhatIsThere(long seed, Random random) {
    EdgeTable table = Histories.table(random);
    Engine engine = new Engine(Histories.DEFINITIONS);
    List<Mutation> history = Histories.draw(table, random, 60);
    long sum = 0;
    for (Mutation mutation : history) {
      Status status = Status.of(List.of(engine.apply(table, mutation)));
      sum += status == Status.CREATED ? 1 : status == Status.DELETED ? -1 : 0;
    }
    assertThat(sum).isEqualTo(naive(table, history).size());
  }

  @Test
  void equalVersionsAreDecidedByTheEventInWhateverOrder() {
    EdgeTable table = Objects.requireNonNull(Histories.DEFINITIONS.table("test", "likes"));
    Mutation insert = new Mutation(Op.INSERT, 5, "a", null, 7L, "t", Map.of("at", 1L));
    Mutation delete = new Mutation(Op.DELETE, 5, "b", null, 7L, "t", Map.of());
    assertThat(outcome(table, insert, delete)).isEmpty();
    assertThat(outcome(table, delete, insert)).isEmpty();
  }

  private static List<LiveEdge> outcome(EdgeTable table, Mutation... mutations) {
    MemoryCells cells = folded(table, List.of(mutations));
    return new EdgeQueries(table, cells).get(List.of("7"), List.of("t"), null).join().edges();
  }

  private static MemoryCells folded(EdgeTable table, List<Mutation> mutations) {
    MemoryCells cells = new MemoryCells();
    EdgeFold fold = new EdgeFold(1, cells.cells());
    mutations.forEach(mutation -> fold.fold(table, mutation, 0, Instant.EPOCH));
    return cells;
  }

  private static Map<Object, Long> counts(EdgeQueries queries, Direction direction) {
    Map<Object, Long> counts =
        new HashMap<>(queries.counts(starts(direction), direction, null, null).join());
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  private static List<String> starts(Direction direction) {
    return direction == Direction.OUT ? SOURCES : TARGETS;
  }

  private static Map<Object, Long> count(
      List<LiveEdge> edges, java.util.function.Function<LiveEdge, Object> end) {
    Map<Object, Long> counts = new HashMap<>();
    edges.forEach(edge -> counts.merge(end.apply(edge), 1L, Long::sum));
    return counts;
  }

  /** All pages of all nodes; of each node, no edge stands before one that comes before it. */
  private static List<LiveEdge> scanned(EdgeQueries queries, String index, Direction direction) {
    List<LiveEdge> all = new ArrayList<>();
    for (String start : starts(direction)) {
      List<LiveEdge> edges = new ArrayList<>();
      String offset = null;
      do {
        EdgeFrame frame =
            queries
                .scan(
                    new EdgeQueries.Scan(index, start, direction, 2, offset, null, null, List.of()))
                .join();
        edges.addAll(frame.edges());
        offset = frame.offset();
      } while (offset != null);
      assertThat(edges).isSortedAccordingTo(order(index));
      all.addAll(edges);
    }
    return all;
  }

  private static Comparator<LiveEdge> order(String index) {
    Comparator<LiveEdge> recent = Comparator.comparing(edge -> -(Long) at(edge));
    Comparator<LiveEdge> mood =
        Comparator.comparing(
            edge -> (String) edge.properties().get("mood"),
            Comparator.nullsFirst(Comparator.naturalOrder()));
    return index.equals("moods") ? mood.thenComparing(recent) : recent;
  }

  private static Object at(LiveEdge edge) {
    return Objects.requireNonNull(edge.properties().get("at"));
  }

  private static void sums(EdgeQueries queries, List<LiveEdge> live) {
    for (String target : TARGETS) {
      List<LiveEdge> moody =
          live.stream()
              .filter(edge -> edge.target().equals(target))
              .filter(edge -> "m1".equals(edge.properties().get("mood")))
              .toList();
      long sum = moody.stream().mapToLong(edge -> (Long) at(edge)).sum();
      assertThat(one(queries.agg("sums", List.of(target), Direction.IN, "mood:eq:m1")))
          .isEqualTo(sum);
      assertThat(one(queries.agg("by_mood", List.of(target), Direction.IN, "mood:eq:m1")))
          .isEqualTo(moody.size());
      assertThat(one(queries.counts(List.of(target), Direction.IN, "mood:eq:m1", null)))
          .isEqualTo(moody.size());
    }
  }

  private static long one(CompletableFuture<Map<Object, Long>> sums) {
    return sums.join().values().iterator().next();
  }

  /** What follows the changes has the live edges. */
  private static List<LiveEdge> changed(Engine engine) {
    Map<EdgeKey, @Nullable LiveEdge> last = new HashMap<>();
    engine.changes.forEach(
        change -> last.put(EdgeKey.of(change.table(), change.mutation()), change.after()));
    return last.values().stream().filter(Objects::nonNull).toList();
  }

  private static List<LiveEdge> naive(EdgeTable table, List<Mutation> history) {
    Map<EdgeKey, List<Mutation>> edges = new HashMap<>();
    for (Mutation one : history) {
      edges.computeIfAbsent(EdgeKey.of(table, one), key -> new ArrayList<>()).add(one);
    }
    List<LiveEdge> live = new ArrayList<>();
    edges.forEach(
        (key, all) -> {
          all.sort(Comparator.comparingLong(Mutation::version).thenComparing(Mutation::event));
          List<Mutation> ends = all.stream().filter(one -> one.op() != Op.UPDATE).toList();
          if (!ends.isEmpty() && ends.get(ends.size() - 1).op() == Op.INSERT) {
            live.add(edge(table, key, all, ends.get(ends.size() - 1)));
          }
        });
    return live;
  }

  private static LiveEdge edge(
      EdgeTable table, EdgeKey key, List<Mutation> all, Mutation newestInsert) {
    int lastDelete = -1;
    for (int i = 0; i < all.size(); i++) {
      lastDelete = all.get(i).op() == Op.DELETE ? i : lastDelete;
    }
    List<Mutation> after = all.subList(lastDelete + 1, all.size());
    List<Mutation> since =
        after.stream().filter(one -> one.version() >= newestInsert.version()).toList();
    Map<String, @Nullable Object> properties = new TreeMap<>();
    for (String name : table.properties().keySet()) {
      properties.put(name, newest(since, one -> named(one, name), one -> property(one, name)));
    }
    Object source = newest(since, one -> one.source() != null, Mutation::source);
    Object target = newest(since, one -> one.target() != null, Mutation::target);
    long version = all.get(all.size() - 1).version();
    return new LiveEdge(
        version,
        Objects.requireNonNull(source),
        Objects.requireNonNull(target),
        table.isMulti() ? key.first() : null,
        properties);
  }

  private static boolean named(Mutation mutation, String property) {
    return mutation.op() == Op.UPDATE
        ? mutation.properties().containsKey(property)
        : property(mutation, property) != null;
  }

  private static @Nullable Object property(Mutation mutation, String name) {
    return mutation.properties().get(name);
  }

  /** An insert that does not name it makes it null for all that was named by older versions. */
  private static @Nullable Object newest(
      List<Mutation> since,
      java.util.function.Predicate<Mutation> names,
      java.util.function.Function<Mutation, @Nullable Object> value) {
    long floor =
        since.stream()
            .filter(one -> one.op() == Op.INSERT)
            .mapToLong(Mutation::version)
            .max()
            .orElse(Long.MIN_VALUE);
    Stream<Mutation> named = since.stream().filter(one -> one.version() >= floor).filter(names);
    return named
        .reduce((one, later) -> later)
        .map(one -> new Found(value.apply(one)))
        .orElse(new Found(null))
        .value();
  }

  private record Found(@Nullable Object value) {}
}
