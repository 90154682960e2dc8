package io.dumul.core.edge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Which nodes have the most of a group. The lists of {@link Ranks} are read from their heads, all
 * at once, and every node that is met is asked for its whole sum. A node that was not met has in no
 * list more than what that list was read to, so together no more than the sum of these: when as
 * many nodes as were asked for have at least that, no other can have more, and the answer is
 * certain. Where that takes too much, the answer says what no other node can exceed.
 */
final class Ranking {
  /** The most nodes of an answer. */
  static final int MOST = 100;

  /** The most lists: values of the fields times partitions. */
  static final int MOST_LISTS = 1_000;

  /** How many nodes are asked for their sums before the answer is given as it is. */
  static final int MOST_MET = 5_000;

  private static final Comparator<Top.Ranked> ORDER =
      Comparator.comparingLong(Top.Ranked::value)
          .reversed()
          .thenComparing(one -> one.key().toString());

  private final EdgeTable table;
  private final EdgeView view;
  private final EdgeTable.Group group;
  private final Direction direction;
  private final EdgeView.Columns columns;
  private final int limit;
  private final Supplier<Instant> now;
  private final List<Reading> lists = new ArrayList<>();
  private final Map<Object, Long> sums = new HashMap<>();

  /** How far a list was read. */
  private static final class Reading {
    private final int length;
    private final byte[] end;
    private byte[] next;

    /** What a node behind can have at most. */
    private long bound = Long.MAX_VALUE;

    Reading(byte[] list) {
      this.length = list.length;
      this.next = list;
      this.end = KeyBytes.behind(list);
    }
  }

  Ranking(
      EdgeTable table,
      EdgeView view,
      EdgeTable.Group group,
      Direction direction,
      List<Predicate> ranges,
      int limit,
      Supplier<Instant> now) {
    this.table = table;
    this.view = view;
    this.group = group;
    this.direction = direction;
    this.columns = GroupRange.of(group, ranges, now);
    this.limit = limit;
    this.now = now;
    if (!group.ranked() || !group.kept().directions().contains(direction)) {
      throw new WrongRequestException(
          "group", group.name() + " " + direction, "a group that is ranked, and kept so");
    }
  }

  CompletableFuture<Top> top() {
    byte[] all = EdgeRows.ranks(table, direction, group);
    byte[] from = EdgeRows.join(all, columns.from());
    byte[] to = columns.to() == null ? KeyBytes.behind(all) : EdgeRows.join(all, columns.to());
    return find(all.length, from, to).thenCompose(found -> read(limit));
  }

  /** The lists are found by leaping from the head of one to that of the next. */
  private CompletableFuture<Void> find(int start, byte[] from, byte[] to) {
    return view.scan(from, to, 1)
        .thenCompose(
            cells -> {
              if (cells.isEmpty()) {
                return CompletableFuture.completedFuture(null);
              }
              byte[] row = cells.get(0).row();
              KeyReader reader = new KeyReader(row, start);
              group.fields().forEach(field -> reader.maybe(field.labelKind()));
              reader.partition();
              byte[] list = java.util.Arrays.copyOf(row, reader.position());
              if (lists.size() == MOST_LISTS) {
                throw new WrongRequestException("ranges", "too much", "a shorter range");
              }
              lists.add(new Reading(list));
              return find(start, KeyBytes.behind(list), to);
            });
  }

  private CompletableFuture<Top> read(int chunk) {
    List<CompletableFuture<Set<Object>>> reads =
        lists.stream().filter(list -> list.bound > 0).map(list -> read(list, chunk)).toList();
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenCompose(
            done -> {
              Set<Object> met = new HashSet<>();
              reads.forEach(read -> met.addAll(read.join()));
              met.removeAll(sums.keySet());
              return ask(met);
            })
        .thenCompose(
            done -> {
              Top top = now();
              boolean over = top.exact() || sums.size() >= MOST_MET;
              return over ? CompletableFuture.completedFuture(top) : read(2 * chunk);
            });
  }

  private CompletableFuture<Set<Object>> read(Reading list, int chunk) {
    return view.scan(list.next, list.end, chunk)
        .thenApply(
            cells -> {
              Set<Object> met = new HashSet<>();
              for (EdgeCell cell : cells) {
                met.add(node(cell.row(), list.length + Long.BYTES));
              }
              if (cells.size() < chunk) {
                list.bound = 0;
              } else {
                EdgeCell last = cells.get(chunk - 1);
                list.next = EdgeRows.join(last.row(), new byte[1]);
                list.bound = Ranks.most(EdgeBytes.number(last.present()));
              }
              return met;
            });
  }

  private Object node(byte[] row, int at) {
    return new KeyReader(row, at).value(table.start(direction));
  }

  private CompletableFuture<Void> ask(Set<Object> nodes) {
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (Object node : nodes) {
      sums.put(node, 0L);
      asked.add(
          view.row(EdgeRows.group(table, direction, node, group), columns)
              .thenAccept(
                  cells -> {
                    synchronized (sums) {
                      sums.put(node, EdgeQueries.sum(Expiry.fresh(group, cells, now)));
                    }
                  }));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
  }

  private Top now() {
    long bound = 0;
    for (Reading list : lists) {
      bound = Math.addExact(bound, list.bound);
    }
    List<Top.Ranked> ranked = ranked(sums, limit);
    boolean enough = ranked.size() == limit && ranked.get(limit - 1).value() >= bound;
    return new Top(ranked, bound == 0 || enough, bound);
  }

  /** The first ones; equal ones in the order of their keys. */
  static List<Top.Ranked> ranked(Map<Object, Long> sums, int limit) {
    return sums.entrySet().stream()
        .filter(one -> one.getValue() != 0)
        .map(one -> new Top.Ranked(one.getKey(), one.getValue()))
        .sorted(ORDER)
        .limit(limit)
        .toList();
  }
}
