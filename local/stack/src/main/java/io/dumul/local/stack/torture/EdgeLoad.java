package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.local.stack.Http;
import io.dumul.local.stack.Pause;
import io.dumul.local.stack.StackException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Writers of edges: inserts, updates and deletes through the API, of few popular targets, several
 * writers on one edge, with versions that collide; again where they are not acknowledged. After
 * some of its requests a writer reads what it wrote.
 */
final class EdgeLoad implements AutoCloseable {
  private static final int WRITERS = 6;
  private static final int MOST_MUTATIONS = 7;
  private static final int TRIES = 6;
  private static final int STORES = 25;
  private static final int REGIONS = 4;
  private static final long DAY = 86_400_000;

  private final GraphClient client;
  private final List<EdgeSpec> tables;
  private final EdgeBook book;
  private final EdgeWatch watch;
  private final Report report;
  private final double rate;
  private final int users;
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param rate mutations a second of all writers together
   */
  EdgeLoad(
      GraphClient client,
      List<EdgeSpec> tables,
      EdgeBook book,
      EdgeWatch watch,
      Report report,
      long seed,
      double rate) {
    this.client = client;
    this.tables = List.copyOf(tables);
    this.book = book;
    this.watch = watch;
    this.report = report;
    this.rate = rate;
    this.users = (int) Math.max(30, Math.min(150, 8 * rate));
    for (int i = 0; i < WRITERS; i++) {
      Writer writer = new Writer(i, seed);
      Thread thread = new Thread(writer, "edges-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Runs something while nothing is sent. */
  void whilePaused(Runnable action) {
    gate.writeLock().lock();
    try {
      action.run();
    } finally {
      gate.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(60_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A mutation as it is sent, and again where nothing is heard of it. */
  private record Sent(EdgeRecount.Edge edge, String event, ObjectNode json, boolean fresh) {
    Sent again() {
      return new Sent(edge, event, json, false);
    }

    long identity() {
      return AckBook.identity(edge.source(), event);
    }
  }

  private final class Writer implements Runnable {
    private final Random dice;
    private final String name;
    private final Deque<Sent> lately = new ArrayDeque<>();
    private long number;

    Writer(int writer, long seed) {
      this.dice = new Random(seed * 31 + writer);
      this.name = Long.toHexString(dice.nextLong() >>> 40) + "-" + writer;
    }

    @Override
    public void run() {
      try {
        while (!closed) {
          gate.readLock().lockInterruptibly();
          int sent;
          try {
            sent = request();
          } finally {
            gate.readLock().unlock();
          }
          Thread.sleep((long) (sent * WRITERS * 1_000 / rate));
        }
      } catch (InterruptedException | StackException e) {
        if (!closed) {
          report.failure(Report.Count.STALLED, 1, "a writer of edges ended: " + e);
        }
      }
    }

    private int request() {
      EdgeSpec table = tables.get(dice.nextInt(tables.size()));
      Map<EdgeRecount.Edge, Sent> all = new HashMap<>();
      int wanted = 1 + dice.nextInt(MOST_MUTATIONS);
      for (int i = 0; i < wanted; i++) {
        Sent sent = mutation(table);
        all.putIfAbsent(sent.edge(), sent);
      }
      List<Sent> sent = new ArrayList<>(all.values());
      boolean first = true;
      for (int i = 0; i < TRIES && !closed; i++) {
        Http.@Nullable Reply reply = send(table, sent);
        if (reply != null && acknowledged(table, sent, reply, first)) {
          read(table, sent, reply.json().path("token").asText());
          break;
        }
        first = false;
        Pause.millis(300L << i);
      }
      return sent.size();
    }

    /** A new one; sometimes one of before, as a client sends it that saw no answer. */
    private Sent mutation(EdgeSpec table) {
      if (!lately.isEmpty() && dice.nextInt(30) == 0) {
        Sent again = lately.peek();
        if (again.edge().table().equals(table.name())) {
          return again.again();
        }
      }
      Sent made = made(table);
      lately.add(made);
      if (lately.size() > 50) {
        lately.remove();
      }
      return made;
    }

    private Sent made(EdgeSpec table) {
      String user = "u-" + zipf(users);
      String store = "s-" + zipf(STORES);
      String event = name + "-" + number++;
      int op = dice.nextInt(10);
      ObjectNode json = Http.JSON.createObjectNode();
      json.put("type", op < 6 ? "INSERT" : op < 8 ? "UPDATE" : "DELETE").put("event", event);
      ObjectNode edge = json.putObject("edge");
      edge.put("version", System.currentTimeMillis() / 500 + dice.nextInt(4) - 2);
      edge.put("source", user).put("target", store);
      if (op < 8) {
        properties(table, edge.putObject("properties"), op >= 6);
      }
      return new Sent(new EdgeRecount.Edge(table.name(), user, store), event, json, true);
    }

    private void properties(EdgeSpec table, ObjectNode properties, boolean some) {
      for (String property : table.properties()) {
        if (!some || dice.nextBoolean()) {
          switch (property) {
            case "at" -> properties.put("at", System.currentTimeMillis() - dice.nextLong(5 * DAY));
            case "region" -> region(properties);
            default -> properties.put(property, dice.nextInt(20));
          }
        }
      }
    }

    private void region(ObjectNode properties) {
      int region = dice.nextInt(REGIONS + 1);
      if (region < REGIONS) {
        properties.put("region", "r" + region);
      } else {
        properties.putNull("region");
      }
    }

    /** The first of many is as likely as all from half of them on. */
    private int zipf(int many) {
      return (int) Math.pow(many, dice.nextDouble()) - 1;
    }

    private Http.@Nullable Reply send(EdgeSpec table, List<Sent> all) {
      ArrayNode mutations = Http.JSON.createArrayNode();
      all.forEach(each -> mutations.add(each.json()));
      ObjectNode body = Http.JSON.createObjectNode();
      body.set("mutations", mutations);
      report.add(Report.Count.SENT, all.size());
      try {
        Http.Reply reply = client.mutate(table, body);
        return answered(reply) ? reply : null;
      } catch (StackException e) {
        report.add(Report.Count.UNREACHABLE, 1);
        return null;
      }
    }

    private boolean answered(Http.Reply reply) {
      if (reply.status() == 503) {
        String type = reply.json().path("type").asText();
        report.refused(type.substring(type.lastIndexOf('/') + 1), 1);
      } else if (reply.status() != 200) {
        report.failure(
            Report.Count.EDGES_WRONG, 1, "status " + reply.status() + ": " + reply.body());
      }
      return reply.status() == 200;
    }

    /** Notes what was acknowledged; returns whether all was. */
    private boolean acknowledged(EdgeSpec table, List<Sent> all, Http.Reply reply, boolean first) {
      Map<EdgeRecount.Edge, String> statuses = new HashMap<>();
      for (JsonNode result : reply.json().path("results")) {
        statuses.put(
            new EdgeRecount.Edge(
                table.name(), result.path("source").asText(), result.path("target").asText()),
            result.path("status").asText());
      }
      Set<String> seen = new HashSet<>();
      for (Sent each : all) {
        String status = statuses.getOrDefault(each.edge(), "none");
        seen.add(status);
        if (!Set.of("ERROR", "INVALID", "none").contains(status)) {
          book.add(each.identity(), each.edge() + " " + each.event() + " " + status);
        }
        if (first && each.fresh() && !Set.of("ERROR", "none", "QUEUED").contains(status)) {
          JsonNode told = Http.JSON.getNodeFactory().textNode(status);
          watch.add(new EdgeAnswer(table, "status", each.edge(), each.identity(), Map.of(), told));
        }
      }
      return !seen.contains("ERROR") && !seen.contains("none");
    }

    /** Reads its own write, or a count that it changed, as of then or later. */
    private void read(EdgeSpec table, List<Sent> all, String token) {
      Sent one = all.get(dice.nextInt(all.size()));
      int kind = dice.nextInt(5);
      if (kind > 2) {
        return;
      }
      String what = kind == 0 ? "get" : kind == 1 ? "OUT" : "IN";
      String question =
          kind == 0
              ? "/edges/get?source=" + one.edge().source() + "&target=" + one.edge().target()
              : "/edges/count?start=" + one.edge().node(what) + "&direction=" + what;
      try {
        Http.Reply reply = client.get(table, question + "&after=" + token);
        if (answered(reply)) {
          watch.add(
              new EdgeAnswer(
                  table, what, one.edge(), one.identity(), offsets(token), reply.json()));
        }
      } catch (StackException e) {
        report.add(Report.Count.UNREACHABLE, 1);
      }
    }

    private static Map<Integer, Long> offsets(String token) {
      Map<Integer, Long> offsets = new HashMap<>();
      for (String part : token.split(",", -1)) {
        int colon = part.indexOf(':');
        offsets.put(
            Integer.valueOf(part.substring(0, colon)), Long.valueOf(part.substring(colon + 1)));
      }
      return offsets;
    }
  }
}
