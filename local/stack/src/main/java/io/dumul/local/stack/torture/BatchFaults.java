package io.dumul.local.stack.torture;

import io.dumul.local.stack.Pause;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Faults of batch steps. Each waits until its step comes, and strikes it before the step is run as
 * it should be.
 */
final class BatchFaults {
  /** When several epochs are closed at once. */
  static final String LATE = "late";

  /** When readers go back. */
  static final String ROLL_BACK = "rollback";

  /** So many may wait for one step. */
  private static final int WAITING = 2;

  private static final List<String> STEPS =
      List.of("close", "land", "recompute", "audit", "publish", "edges");
  private static final List<String> POINTS =
      List.of(
          "close.half-way",
          "land.before-commit",
          "land.after-commit",
          "recompute.before-commit",
          "recompute.after-commit",
          "publish.after-begin",
          "publish.half-way",
          "publish.before-pointer",
          "publish.after-pointer",
          "edges.recomputed",
          "edges.bounds",
          "edges.read");
  private static final long PATIENCE_SECONDS = 400;

  private final Arena arena;
  private final Map<Planned, String> waiting = new LinkedHashMap<>();
  private final List<BatchRun> zombies = new ArrayList<>();
  private boolean closed;

  BatchFaults(Arena arena) {
    this.arena = arena;
  }

  /** Takes a fault for the step that it is for; returns false where too many wait for that. */
  synchronized boolean offer(Planned planned) {
    String step = step(planned);
    boolean taken = !closed && waiting.values().stream().filter(step::equals).count() < WAITING;
    if (taken) {
      waiting.put(planned, step);
    }
    return taken;
  }

  /** Whether a fault waits for a step. */
  synchronized boolean waits(String step) {
    return waiting.containsValue(step);
  }

  private static String step(Planned planned) {
    Random dice = planned.dice();
    return switch (planned.fault().way()) {
      case CRASHED -> point(dice).substring(0, point(planned.dice()).indexOf('.'));
      case LATE -> LATE;
      case ROLLED_BACK -> ROLL_BACK;
      default -> STEPS.get(dice.nextInt(STEPS.size()));
    };
  }

  private static String point(Random dice) {
    return POINTS.get(dice.nextInt(POINTS.size()));
  }

  /** Waits until every fault has met its step. */
  synchronized void await() throws InterruptedException {
    while (!waiting.isEmpty()) {
      wait();
    }
  }

  /** The next fault for a step, if there is one. */
  synchronized java.util.Optional<Planned> next(String step) {
    for (Iterator<Map.Entry<Planned, String>> all = waiting.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Planned, String> each = all.next();
      if (each.getValue().equals(step)) {
        all.remove();
        notifyAll();
        return java.util.Optional.of(each.getKey());
      }
    }
    return java.util.Optional.empty();
  }

  /** From here on no one waits, and what waits is forgotten. */
  synchronized void close() {
    closed = true;
    waiting.clear();
    notifyAll();
  }

  /** Runs a step under a fault. The step may succeed, fail or die. */
  void strike(Planned planned, List<String> arguments) {
    Random dice = planned.dice();
    switch (planned.fault().way()) {
      case CRASHED ->
          start(arguments, Map.of("DUMUL_CRASH_AT", point(dice))).await(PATIENCE_SECONDS);
      case KILLED -> kill(arguments, dice);
      case PAUSED -> pause(arguments, dice);
      case ZOMBIE -> zombie(arguments, dice);
      case TWICE -> twice(arguments, dice);
      case CLOCK -> start(arguments, Clocks.wrong(dice)).await(PATIENCE_SECONDS);
      case DISK_FULL -> diskFull(arguments, dice);
      case DISK_SLOW -> diskSlow(arguments, dice);
      default -> throw new IllegalArgumentException(planned.toString());
    }
  }

  private BatchRun start(List<String> arguments, Map<String, String> environment) {
    return BatchRun.start(arena, arguments, environment);
  }

  private void kill(List<String> arguments, Random dice) {
    BatchRun run = start(arguments, Map.of());
    moment(run, dice);
    run.kill();
    run.await(10);
  }

  private void pause(List<String> arguments, Random dice) {
    BatchRun run = start(arguments, Map.of());
    moment(run, dice);
    run.freeze();
    Pause.millis(500 + dice.nextInt(6_000));
    run.wake();
    run.await(PATIENCE_SECONDS);
  }

  /** Sleeps until {@link #wake}; meanwhile another one does its work. */
  private void zombie(List<String> arguments, Random dice) {
    BatchRun zombie = start(arguments, Map.of());
    moment(zombie, dice);
    zombie.freeze();
    zombies.add(zombie);
    int status = start(arguments, Map.of()).await(150);
    if (status != 0 || dice.nextInt(3) == 0) {
      wake(); // it may hold the catalog's lock, which ends with its connection alone
    }
  }

  /** Lets the zombies go on with what they were about to do. */
  void wake() {
    zombies.forEach(BatchRun::wake);
    zombies.forEach(zombie -> zombie.await(PATIENCE_SECONDS));
    zombies.clear();
  }

  boolean hasZombies() {
    return !zombies.isEmpty();
  }

  private void twice(List<String> arguments, Random dice) {
    BatchRun one = start(arguments, Map.of());
    Pause.millis(dice.nextInt(1_500));
    BatchRun two = start(arguments, Map.of());
    one.await(PATIENCE_SECONDS);
    two.await(PATIENCE_SECONDS);
  }

  private void diskFull(List<String> arguments, Random dice) {
    Disk disk = arena.disk(Part.BATCH);
    BatchRun run = start(arguments, Map.of());
    moment(run, dice);
    disk.fill();
    try {
      run.await(20);
    } finally {
      disk.empty();
    }
  }

  private void diskSlow(List<String> arguments, Random dice) {
    Disk disk = arena.disk(Part.BATCH);
    BatchRun run = start(arguments, Map.of());
    moment(run, dice);
    disk.freeze();
    try {
      Pause.millis(500 + dice.nextInt(6_000));
    } finally {
      disk.thaw();
    }
    run.await(PATIENCE_SECONDS);
  }

  /** Any moment of its life, or its end. */
  private static void moment(BatchRun run, Random dice) {
    int left = 1_000 + dice.nextInt(12_000);
    for (; left > 0 && run.process().isAlive(); left -= 100) {
      Pause.millis(100);
    }
  }
}
