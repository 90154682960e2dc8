package io.dumul.core.edge;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Questions about one table. Whatever is wrong with a question is a WrongRequestException. */
public final class EdgeQueries {
  /** The most edges of an answer. */
  public static final int MOST_EDGES = 1_000;

  /** The most starts of one question. */
  public static final int MOST_STARTS = 1_000;

  /** How many entries a scan with filters looks at. */
  static final int MOST_SCANNED = 10_000;

  /** The group that every table has: all edges of a node. */
  static final String ALL = "__count__";

  private final EdgeTable table;
  private final EdgeView view;
  private final Supplier<Instant> now;

  /** For who does not ask what {@code now} is. */
  public EdgeQueries(EdgeTable table, EdgeView view) {
    this(
        table,
        view,
        () -> {
          throw new WrongRequestException("ranges", "now", "a time");
        });
  }

  /**
   * @param now what {@code now} means in ranges
   */
  public EdgeQueries(EdgeTable table, EdgeView view, Supplier<Instant> now) {
    this.table = table;
    this.view = view;
    this.now = now;
  }

  /** A question about an index. */
  public record Scan(
      String index,
      String start,
      Direction direction,
      int limit,
      @Nullable String offset,
      @Nullable String ranges,
      @Nullable String filters,
      Collection<String> features) {}

  /** What happened to edges of the table. */
  public EdgePast past() {
    return new EdgePast(table, view);
  }

  /** The edges between some sources and some targets. */
  public CompletableFuture<EdgeFrame> get(
      Collection<String> sources, Collection<String> targets, @Nullable String filters) {
    if (table.shape() != EdgeTable.Shape.EDGE) {
      throw new WrongRequestException("table", table.shape().name(), "a table of type EDGE");
    }
    List<EdgeKey> keys = new ArrayList<>();
    for (Object source : nodes("source", table.source(), sources)) {
      for (Object target : nodes("target", table.target(), targets)) {
        keys.add(new EdgeKey(source, target));
      }
    }
    return edges(keys, filters);
  }

  /** The edges with some ids. */
  public CompletableFuture<EdgeFrame> ids(Collection<String> ids, @Nullable String filters) {
    if (table.id() == null) {
      throw new WrongRequestException("table", table.shape().name(), "a table of type MULTI_EDGE");
    }
    return edges(
        nodes("ids", table.id(), ids).stream().map(id -> new EdgeKey(id, null)).toList(), filters);
  }

  private CompletableFuture<EdgeFrame> edges(List<EdgeKey> keys, @Nullable String filters) {
    if (keys.size() > MOST_EDGES) {
      throw new WrongRequestException("edges", keys.size() + " asked", "up to " + MOST_EDGES);
    }
    List<Predicate.Filter> conditions = filters(filters);
    return all(keys, this::edge)
        .thenApply(
            found -> {
              List<LiveEdge> edges =
                  found.values().stream()
                      .flatMap(List::stream)
                      .filter(edge -> hold(conditions, edge))
                      .toList();
              return new EdgeFrame(edges, edges.size(), null);
            });
  }

  private CompletableFuture<List<LiveEdge>> edge(EdgeKey key) {
    return view.row(EdgeRows.state(table, key), EdgeView.Columns.ALL)
        .thenApply(
            cells -> {
              LiveEdge edge =
                  cells.isEmpty() ? null : EdgeBytes.state(cells.get(0).present()).live(table, key);
              return edge == null ? List.of() : List.of(edge);
            });
  }

  /** How many edges each node has. */
  public CompletableFuture<Map<Object, Long>> counts(
      Collection<String> starts,
      Direction direction,
      @Nullable String ranges,
      @Nullable String filters) {
    if (filters != null) {
      throw new WrongRequestException("filters", filters, "none, where edges are counted");
    }
    return ranges == null
        ? all(starts(starts, direction), node -> count(node, direction))
        : agg(counting(ranges).name(), starts, direction, ranges);
  }

  /** The group that counts by the fields that are named. */
  private EdgeTable.Group counting(String ranges) {
    List<String> named = Predicate.parse("ranges", ranges).stream().map(Predicate::field).toList();
    for (EdgeTable.Group group : table.groups()) {
      List<String> labels = group.fields().stream().map(EdgeTable.GroupField::label).toList();
      if (group.value() == null && labels.equals(named)) {
        return group;
      }
    }
    refuseUnfilled(table.groups().size(), "groups", "a group");
    throw new WrongRequestException("ranges", named.toString(), "the fields of a counting group");
  }

  private void refuseUnfilled(String part) {
    if (table.declares(part)) {
      throw new UnfilledException(table, part);
    }
  }

  private void refuseUnfilled(int readable, String list, String part) {
    if (table.declared().path("schema").path(list).size() > readable) {
      throw new UnfilledException(table, part);
    }
  }

  private CompletableFuture<Long> count(Object node, Direction direction) {
    return view.row(EdgeRows.count(table, direction, node), EdgeView.Columns.ALL)
        .thenApply(EdgeQueries::sum);
  }

  static long sum(List<EdgeCell> cells) {
    return cells.stream().mapToLong(cell -> EdgeBytes.number(cell.present())).sum();
  }

  /** The sums of a group, over the buckets that the ranges select. */
  public CompletableFuture<Map<Object, Long>> agg(
      String group, Collection<String> starts, Direction direction, @Nullable String ranges) {
    if (group.equals(ALL) && ranges == null) {
      return counts(starts, direction, null, null);
    }
    EdgeTable.Group found = group(group);
    EdgeView.Columns columns = GroupRange.of(found, Predicate.parse("ranges", ranges), now);
    return all(
        starts(starts, direction),
        node ->
            view.row(EdgeRows.group(table, direction, node, found), columns)
                .thenApply(cells -> sum(Expiry.fresh(found, cells, now))));
  }

  /**
   * How many edges join each start to one other node, by a group whose first field is that node.
   *
   * @param ranges of the other fields of the group
   */
  public CompletableFuture<Map<Object, Long>> between(
      String group,
      Collection<String> starts,
      Direction direction,
      String other,
      @Nullable String ranges) {
    String end = direction == Direction.OUT ? "_target" : "_source";
    String more = ranges == null ? "" : ";" + ranges;
    return agg(group, starts, direction, end + ":eq:" + other + more);
  }

  private EdgeTable.Group group(String name) {
    EdgeTable.Group found = table.group(name);
    if (found == null) {
      refuseUnfilled(EdgeTable.GROUP + name);
      List<String> known = table.groups().stream().map(EdgeTable.Group::name).toList();
      throw new WrongRequestException("group", name, "one of " + known);
    }
    return found;
  }

  /**
   * Which nodes have the most of a group that is ranked; or, of one node, which values of a field
   * of the group have the most.
   *
   * @param start the one node; null for all
   * @param ranges of the fields; with a start, the first field that has none is what is ranked
   */
  public CompletableFuture<Top> top(
      String group,
      @Nullable String start,
      Direction direction,
      @Nullable String ranges,
      int limit) {
    if (limit < 1 || limit > Ranking.MOST) {
      throw new WrongRequestException("limit", "" + limit, "1 to " + Ranking.MOST);
    }
    EdgeTable.Group found = group(group);
    List<Predicate> predicates = Predicate.parse("ranges", ranges);
    if (start == null) {
      return new Ranking(table, view, found, direction, predicates, limit, now).top();
    }
    Object node = starts(List.of(start), direction).iterator().next();
    OwnRanking own = new OwnRanking(found, predicates, now);
    return view.row(EdgeRows.group(table, direction, node, found), own.columns())
        .thenApply(cells -> own.top(Expiry.fresh(found, cells, now), limit));
  }

  /** Edges of a node in the order of an index. */
  public CompletableFuture<EdgeFrame> scan(Scan scan) {
    EdgeTable.Index index = table.index(scan.index());
    if (index == null) {
      refuseUnfilled(EdgeTable.INDEX + scan.index());
      List<String> known = table.indexes().stream().map(EdgeTable.Index::name).toList();
      throw new WrongRequestException("index", scan.index(), "one of " + known);
    }
    if (scan.limit() < 1 || scan.limit() > MOST_EDGES) {
      throw new WrongRequestException("limit", "" + scan.limit(), "1 to " + MOST_EDGES);
    }
    boolean total = total(scan);
    Object node = starts(List.of(scan.start()), scan.direction()).iterator().next();
    byte[] start = EdgeRows.indexStart(table, scan.direction(), node, index);
    IndexRange range = IndexRange.of(start, index, Predicate.parse("ranges", scan.ranges()));
    byte[] from = scan.offset() == null ? range.from() : after(scan.offset(), range);
    Page page = new Page(scan.limit(), filters(scan.filters()));
    return page.fill(view, from, range.to())
        .thenCombine(
            total ? count(node, scan.direction()) : CompletableFuture.completedFuture(-1L),
            (edges, all) -> new EdgeFrame(edges, all, page.offset()));
  }

  private static boolean total(Scan scan) {
    for (String feature : scan.features()) {
      if (!feature.equals("total")) {
        throw new WrongRequestException("features", feature, "total");
      }
    }
    boolean asked = !scan.features().isEmpty();
    if (asked && (scan.ranges() != null || scan.filters() != null)) {
      throw new WrongRequestException("features", "total", "no ranges and no filters with it");
    }
    return asked;
  }

  private List<Predicate.Filter> filters(@Nullable String filters) {
    return Predicate.parse("filters", filters).stream().map(one -> one.filter(table)).toList();
  }

  private static boolean hold(List<Predicate.Filter> filters, LiveEdge edge) {
    return filters.stream().allMatch(filter -> filter.holds(edge));
  }

  private Collection<Object> starts(Collection<String> starts, Direction direction) {
    return nodes("start", table.start(direction), starts);
  }

  private static Collection<Object> nodes(
      String parameter, ValueKind kind, Collection<String> texts) {
    if (texts.isEmpty() || texts.size() > MOST_STARTS) {
      throw new WrongRequestException(parameter, texts.size() + " values", "1 to " + MOST_STARTS);
    }
    LinkedHashSet<Object> nodes = new LinkedHashSet<>();
    for (String text : texts) {
      try {
        nodes.add(kind.parse(text));
      } catch (IllegalArgumentException e) {
        throw new WrongRequestException(parameter, text, kind.name());
      }
    }
    return nodes;
  }

  private static <K, V> CompletableFuture<Map<K, V>> all(
      Collection<K> keys, Function<K, CompletableFuture<V>> read) {
    Map<K, CompletableFuture<V>> reads = new LinkedHashMap<>();
    keys.forEach(key -> reads.put(key, read.apply(key)));
    return CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                reads.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue().join(),
                            (one, other) -> one,
                            LinkedHashMap::new)));
  }

  /** Where a page ended, for the next one; whoever changes it is told so. */
  static String offset(byte[] row) {
    byte[] bytes = ByteBuffer.allocate(4 + row.length).putInt(check(row)).put(row).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] after(String offset, IndexRange range) {
    try {
      ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(offset));
      int check = in.getInt();
      byte[] row = new byte[in.remaining()];
      in.get(row);
      if (check == check(row)
          && Arrays.compareUnsigned(row, range.from()) >= 0
          && Arrays.compareUnsigned(row, range.to()) < 0) {
        return EdgeRows.join(row, new byte[1]);
      }
    } catch (RuntimeException e) {
      // Said below.
    }
    throw new WrongRequestException("offset", offset, "what the answer before said");
  }

  private static int check(byte[] row) {
    CRC32 crc = new CRC32();
    crc.update(row);
    return (int) crc.getValue();
  }

  /** A page that is being filled: it needs one edge more than it has, to know whether more come. */
  private static final class Page {
    private final int limit;
    private final List<Predicate.Filter> filters;
    private final List<LiveEdge> edges = new ArrayList<>();
    private byte @Nullable [] last;
    private int scanned;
    private boolean more;

    Page(int limit, List<Predicate.Filter> filters) {
      this.limit = limit;
      this.filters = filters;
    }

    CompletableFuture<List<LiveEdge>> fill(EdgeView view, byte[] from, byte[] to) {
      if (Arrays.compareUnsigned(from, to) >= 0) {
        return CompletableFuture.completedFuture(edges);
      }
      int next = filters.isEmpty() ? limit + 1 - edges.size() : Math.max(limit + 1, 200);
      return view.scan(from, to, next)
          .thenCompose(
              cells -> {
                boolean full = take(cells);
                return full || cells.size() < next
                    ? CompletableFuture.completedFuture(edges)
                    : fill(view, EdgeRows.join(cells.get(next - 1).row(), new byte[1]), to);
              });
    }

    private boolean take(List<EdgeCell> cells) {
      for (EdgeCell cell : cells) {
        LiveEdge edge = EdgeBytes.edge(cell.present());
        boolean holds = hold(filters, edge);
        if ((holds && edges.size() == limit) || scanned == MOST_SCANNED) {
          more = true;
          return true;
        }
        if (holds) {
          edges.add(edge);
        }
        last = cell.row();
        scanned++;
      }
      return false;
    }

    @Nullable String offset() {
      return more && last != null ? EdgeQueries.offset(last) : null;
    }
  }
}
