package io.dumul.local.stack.torture;

import io.dumul.local.stack.Pause;
import io.dumul.local.stack.StackException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Does what a supervisor does in operation: starts processes that have ended, and kills those that
 * have been alive without serving anyone for long.
 */
final class Keeper implements AutoCloseable {
  private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final Arena arena;
  private final Map<Part, Lane> lanes;
  private final Map<Part, Long> deaf = new EnumMap<>(Part.class);
  private final Thread thread = new Thread(this::run, "keeper");
  private volatile boolean closed;

  Keeper(Arena arena, Map<Part, Lane> lanes) {
    this.arena = arena;
    this.lanes = lanes;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!closed) {
      Pause.millis(3_000);
      Part.ENGINES.stream().filter(part -> !closed).forEach(this::visit);
    }
  }

  private void visit(Part part) {
    Lane lane = java.util.Objects.requireNonNull(lanes.get(part));
    if (!lane.tryHold()) {
      return;
    }
    try {
      look(part);
    } catch (StackException e) {
      arena.report().say("keeper: " + part.program() + ": " + e.getMessage());
    } finally {
      lane.release();
    }
  }

  /** Looks after all, while the caller holds the lanes; returns whether all serve clients. */
  boolean look(Set<Part> parts) {
    boolean all = true;
    for (Part part : parts) {
      try {
        all &= look(part);
      } catch (StackException e) {
        arena.report().say("keeper: " + part.program() + ": " + e.getMessage());
        all = false;
      }
    }
    return all;
  }

  private boolean look(Part part) {
    if (arena.stack().process(part.program()).isEmpty()) {
      revive(part, "ended by itself");
      return true;
    }
    if (arena.stack().ready(part.program())) {
      deaf.remove(part);
      return true;
    }
    long since = deaf.computeIfAbsent(part, p -> System.nanoTime());
    if (System.nanoTime() - since > DEAF_NANOS) {
      arena.stack().kill9(part.program());
      if (part == Part.SPEED) {
        rebuildWhereItWaitsForEver();
      }
      revive(part, "served nobody for " + TimeUnit.NANOSECONDS.toSeconds(DEAF_NANOS) + " s");
    }
    return false;
  }

  /** Does what docs/operations.md says: nothing else ends such a transaction safely. */
  private void rebuildWhereItWaitsForEver() {
    var found = ForgottenTransactions.in(arena.stack().kafka(), "dumul-speed-");
    if (!found.isEmpty()) {
      arena.report().note("kafka has forgotten transactions in " + found + "; speed is rebuilt");
      SpeedFaults.rebuild(arena, 30_000);
    }
  }

  private void revive(Part part, String why) {
    deaf.remove(part);
    arena.report().add(Report.Count.REVIVED, 1);
    arena.report().note(part.program() + " " + why + "; started again");
    arena.stack().start(part.program());
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.MINUTES.toMillis(4));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
