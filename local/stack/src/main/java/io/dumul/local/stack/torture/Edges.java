package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.hbase.HBaseStores;
import io.dumul.local.stack.Stack;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything about edges in a chapter: who writes them, who asks for them, and who judges. */
final class Edges implements AutoCloseable {
  /** The share of mutations of edges in all traffic. */
  static final double SHARE = 0.15;

  private static final int SHOWN = 10;
  private static final int TRIES = 3;

  private final Stack stack;
  private final Report report;
  private final List<EdgeSpec> tables;
  private final GraphClient client;
  private final EdgeOracle oracle;
  private final EdgeBook book = new EdgeBook();
  private final EdgeWatch watch;
  private final EdgeLoad load;
  private final int firstGeneration;

  /**
   * @param rate of all traffic beside them, a second
   */
  Edges(Stack stack, Report report, long seed, double rate) {
    this.stack = stack;
    this.report = report;
    this.tables =
        List.of("likes", "visits").stream()
            .map(table -> EdgeSpec.read(stack.definitions(), table))
            .toList();
    this.client = GraphClient.of(stack);
    this.oracle = new EdgeOracle(stack);
    this.watch = new EdgeWatch(oracle, report);
    this.firstGeneration = generation();
    double mutations = rate * SHARE / (1 - SHARE);
    this.load = new EdgeLoad(client, tables, book, watch, report, seed, mutations);
  }

  private int generation() {
    try (HBaseStores stores = stack.stores()) {
      return stores.control().read().generation();
    }
  }

  EdgeBook book() {
    return book;
  }

  /** Runs something while no mutation is sent. */
  void whilePaused(Runnable action) {
    load.whilePaused(action);
  }

  /** Compares everything while nothing is sent and speed has all; returns whether it is right. */
  boolean compare() {
    for (int i = 1; ; i++) {
      synchronized (oracle) {
        Map<Integer, Long> before = oracle.catchUp();
        EdgeCheck check = new EdgeCheck(client, oracle.edges());
        tables.forEach(check::run);
        boolean still = before.equals(oracle.catchUp());
        if (check.wrong().isEmpty() || still || i == TRIES) {
          return tell(check);
        } // else something was still on its way
      }
    }
  }

  private boolean tell(EdgeCheck check) {
    report.add(Report.Count.EDGES_RIGHT, check.right());
    if (!check.wrong().isEmpty()) {
      String some =
          String.join("\n", check.wrong().subList(0, Math.min(SHOWN, check.wrong().size())));
      report.failure(Report.Count.EDGES_WRONG, check.wrong().size(), "edges at a pause:\n" + some);
    }
    report.say(
        "look:  %d answers about edges compared, %d not as they must be"
            .formatted(check.right() + check.wrong().size(), check.wrong().size()));
    return check.wrong().isEmpty();
  }

  /** Looks for everything that was acknowledged, and for everything in the feed of changes. */
  void last() {
    synchronized (oracle) {
      oracle.catchUp();
      acknowledged(book);
      changes(new EdgeChanges(stack).told());
    }
  }

  /** What was acknowledged is in the log. */
  void acknowledged(EdgeBook claimed) {
    claimed
        .all()
        .forEach(
            (identity, name) -> {
              if (!oracle.logged().containsKey(identity)) {
                report.failure(Report.Count.EDGES_LOST, 1, "not in the log: " + name);
              }
            });
  }

  /** Each mutation is told once, and once more by each view that was built anew. */
  private void changes(Map<AckBook.Place, List<JsonNode>> told) {
    int views = generation() - firstGeneration + 1;
    Set<AckBook.Place> places = new HashSet<>();
    Map<String, EdgeSpec> byName = new HashMap<>();
    tables.forEach(table -> byName.put(table.name(), table));
    for (EdgeRecount.Change change : oracle.edges().changes()) {
      AckBook.Place place = new AckBook.Place(change.partition(), change.offset());
      places.add(place);
      List<JsonNode> found = told.getOrDefault(place, List.of());
      if (found.isEmpty()) {
        report.failure(Report.Count.EDGES_LOST, 1, "not in the feed of changes: " + change);
      } else if (found.size() > views) {
        report.failure(
            Report.Count.EDGES_DOUBLED, 1, found.size() + " times in the feed: " + change);
      }
      EdgeSpec table = java.util.Objects.requireNonNull(byName.get(change.edge().table()));
      found.forEach(each -> change(table, change, each.path("after")));
    }
    told.keySet().stream()
        .filter(place -> !places.contains(place))
        .forEach(
            place ->
                report.failure(
                    Report.Count.EDGES_DOUBLED, 1, "in the feed, not accepted: " + place));
    report.say("edges: " + places.size() + " mutations, all told; views made: " + views);
  }

  private void change(EdgeSpec table, EdgeRecount.Change change, JsonNode after) {
    EdgeSeen expected =
        oracle.edges().seen(table, change.edge(), each -> each.offset() <= change.offset());
    EdgeSeen found = after.isNull() ? null : EdgeSeen.of(after);
    if (!java.util.Objects.equals(found, expected)) {
      report.failure(
          Report.Count.EDGES_WRONG,
          1,
          "in the feed: " + change + ": " + found + " (expected: " + expected + ")");
    }
  }

  /** Ends the traffic and judges what was asked; the log is about to be destroyed. */
  void stop() {
    load.close();
    watch.close();
  }

  @Override
  public void close() {
    stop();
    report.add(Report.Count.EDGES_ACKNOWLEDGED, book.size());
    oracle.close();
  }
}
