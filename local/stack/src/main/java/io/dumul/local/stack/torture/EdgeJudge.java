package io.dumul.local.stack.torture;

import io.dumul.local.stack.traffic.Recount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says whether answers can be right that were given while edges change. All mutations of an edge,
 * and all of one source, stand in one partition, and are folded in its order. So an edge, and the
 * count of a source, must be exactly as they were behind one of the mutations that came after what
 * the reader had asked to see, or right before these. A count of a target is the sum of one such
 * number of each partition.
 */
final class EdgeJudge {
  private final EdgeOracle oracle;

  EdgeJudge(EdgeOracle oracle) {
    this.oracle = oracle;
  }

  /** What is wrong with it; null where nothing is. */
  @Nullable String judge(EdgeAnswer answer) {
    return switch (answer.what()) {
      case "status" -> status(answer);
      case "get" -> edge(answer);
      default -> count(answer);
    };
  }

  private @Nullable String status(EdgeAnswer told) {
    String status = told.answer().asText();
    EdgeRecount.Change change = oracle.edges().change(told.identity());
    if (change == null) {
      boolean known = oracle.logged().get(told.identity()) == Recount.Fate.REJECTED;
      return known && status.equals("INVALID") ? null : told + ", which was not accepted";
    }
    EdgeSeen before =
        oracle.edges().seen(told.table(), told.edge(), each -> each.offset() < change.offset());
    EdgeSeen after = oracle.edges().seen(told.table(), told.edge(), upTo(change.offset()));
    boolean right =
        switch (status) {
          case "CREATED" -> before == null && after != null;
          case "DELETED" -> before != null && after == null;
          case "UPDATED" -> before != null && after != null;
          case "IDLE" -> Objects.equals(before, after);
          default -> false;
        };
    return right ? null : told + " (before: " + before + ", after: " + after + ")";
  }

  private @Nullable String edge(EdgeAnswer asked) {
    List<EdgeSeen> found = new ArrayList<>();
    asked.answer().path("edges").forEach(each -> found.add(EdgeSeen.of(each)));
    List<EdgeRecount.Change> changes = oracle.edges().changes(asked.edge());
    Set<List<EdgeSeen>> possible = new HashSet<>();
    for (long end : ends(changes, asked.after())) {
      EdgeSeen seen = oracle.edges().seen(asked.table(), asked.edge(), upTo(end));
      possible.add(seen == null ? List.of() : List.of(seen));
    }
    return possible.contains(found) ? null : asked + " (expected: one of " + possible + ")";
  }

  private @Nullable String count(EdgeAnswer asked) {
    String direction = asked.what();
    String node = asked.edge().node(direction);
    Map<Integer, List<EdgeRecount.Change>> parts = new TreeMap<>();
    for (EdgeRecount.Change each : oracle.edges().changes(asked.table().name(), direction, node)) {
      parts.computeIfAbsent(each.partition(), key -> new ArrayList<>()).add(each);
    }
    long low = 0;
    long high = 0;
    Set<Long> last = Set.of(0L);
    for (List<EdgeRecount.Change> part : parts.values()) {
      last = counts(asked.table(), part, asked.after());
      low += Collections.min(last);
      high += Collections.max(last);
    }
    long count = asked.answer().path("count").asLong(-1);
    boolean right = parts.size() <= 1 ? last.contains(count) : count >= low && count <= high;
    return right ? null : asked + " (expected: " + low + " to " + high + ")";
  }

  /** What a partition's count can be. */
  private Set<Long> counts(
      EdgeSpec table, List<EdgeRecount.Change> part, Map<Integer, Long> after) {
    long from = after.getOrDefault(part.get(0).partition(), -1L);
    part.sort(Comparator.comparingLong(EdgeRecount.Change::offset));
    Set<Long> counts = new HashSet<>();
    Set<EdgeRecount.Edge> live = new HashSet<>();
    for (EdgeRecount.Change each : part) {
      if (each.offset() > from) {
        counts.add((long) live.size());
      }
      if (oracle.edges().seen(table, each.edge(), upTo(each.offset())) == null) {
        live.remove(each.edge());
      } else {
        live.add(each.edge());
      }
    }
    counts.add((long) live.size());
    return counts;
  }

  /** The last offsets of the histories that an answer can be of. */
  private static List<Long> ends(List<EdgeRecount.Change> changes, Map<Integer, Long> after) {
    List<Long> ends = new ArrayList<>();
    if (!changes.isEmpty()) {
      long from = after.getOrDefault(changes.get(0).partition(), -1L);
      ends.add(from);
      changes.stream().map(EdgeRecount.Change::offset).filter(at -> at > from).forEach(ends::add);
    } else {
      ends.add(-1L);
    }
    return ends;
  }

  private static Predicate<EdgeRecount.Change> upTo(long offset) {
    return change -> change.offset() <= offset;
  }
}
