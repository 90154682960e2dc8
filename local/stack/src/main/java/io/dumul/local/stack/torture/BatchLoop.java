package io.dumul.local.stack.torture;

import io.dumul.core.view.Attempt;
import io.dumul.core.view.ControlState;
import io.dumul.hbase.HBaseStores;
import io.dumul.local.stack.Pause;
import io.dumul.local.stack.StackException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The batch layer's daily loop, epoch after epoch, as a scheduler runs it that tries again. */
final class BatchLoop {
  private static final List<String> AFTER_CLOSE = List.of("land", "recompute", "audit", "publish");
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final long STEP_SECONDS = 600;
  private static final int FAULTS_A_STEP = 3;

  private final Arena arena;
  private final Report report;
  private final BatchFaults faults;
  private final Thread thread = new Thread(this::run, "batch-loop");
  private volatile boolean ending;
  private final AtomicLong closed = new AtomicLong(-1);
  private volatile String failure = "";
  private int epochs;

  BatchLoop(Arena arena, BatchFaults faults) {
    this.arena = arena;
    this.report = arena.report();
    this.faults = faults;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The last epoch that is surely closed; -1 for none. */
  long closed() {
    return closed.get();
  }

  /** Why it cannot go on; empty while it can. */
  String failure() {
    return failure;
  }

  /** Ends the epoch that is under way without any further fault. */
  void finish() {
    ending = true;
    faults.close();
    try {
      thread.join(TimeUnit.MINUTES.toMillis(12));
      if (thread.isAlive()) {
        thread.interrupt();
        stalled("the epoch under way does not end");
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!ending) {
        epoch();
      }
      faults.wake();
    } catch (StackException e) {
      stalled(String.valueOf(e.getMessage()));
    }
  }

  private void stalled(String why) {
    failure = why;
    report.failure(Report.Count.STALLED, 1, "batch: " + why);
  }

  /** Closes an epoch and brings the view up to it. */
  void epoch() {
    close();
    for (String step : AFTER_CLOSE) {
      step(List.of(step));
      if (faults.hasZombies() && epochs % 2 == 0) {
        faults.wake();
      }
    }
    report.add(Report.Count.PUBLICATIONS, 1);
    epochs++;
    faults.wake();
    faults.next("rollback").ifPresent(this::rollBack);
    if (epochs % 3 == 0) {
      step(List.of("expire"));
    }
  }

  private void close() {
    List<String> arguments = closing();
    for (int i = 0; i < FAULTS_A_STEP && !ending; i++) {
      Optional<Planned> fault = faults.next("close");
      if (fault.isPresent() && fault.get().fault() == Fault.BATCH_LATE) {
        late(fault.get());
        arguments = closing();
      } else if (fault.isPresent()) {
        strike(fault.get(), arguments);
      }
    }
    closeOne(arguments);
  }

  /** Closes epochs that nobody lands for a while. */
  private void late(Planned planned) {
    int more = 2 + planned.dice().nextInt(3);
    for (int i = 0; i < more && !ending; i++) {
      closeOne(closing());
      Pause.millis(1_500);
    }
    report.injected(planned.fault());
  }

  private void closeOne(List<String> arguments) {
    clean(arguments);
    closed.incrementAndGet();
  }

  private static List<String> closing() {
    return List.of("close", "--closing", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  /** A step under the faults that wait for it, and then until it succeeds. */
  private void step(List<String> arguments) {
    for (int i = 0; i < FAULTS_A_STEP && !ending; i++) {
      faults.next(arguments.get(0)).ifPresent(planned -> strike(planned, arguments));
    }
    clean(arguments);
  }

  private void strike(Planned planned, List<String> arguments) {
    report.say(planned + " in " + arguments.get(0));
    try {
      faults.strike(planned, arguments);
      report.injected(planned.fault());
    } catch (StackException e) {
      report.notInjected(planned, e);
    }
  }

  /** Runs a step until it succeeds; while others are away it may fail. */
  private void clean(List<String> arguments) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      BatchRun run = BatchRun.start(arena, arguments, Map.of());
      int status = run.await(STEP_SECONDS);
      if (status == 0) {
        return;
      }
      judge(arguments, run);
      report.say("batch " + arguments.get(0) + ": " + status + ": " + cut(run.lastLine()));
      if (System.nanoTime() > end) {
        throw new StackException(arguments.get(0) + " fails for long: " + cut(run.lastLine()));
      }
      faults.wake();
      Pause.millis(1_000);
    }
  }

  /** An audit that finds a difference is a wrong answer that was held back. */
  private void judge(List<String> arguments, BatchRun run) {
    if (arguments.get(0).equals("audit") && run.output().contains("\"FAILED\"")) {
      report.failure(Report.Count.WRONG, 1, "audit: " + run.lastLine());
      throw new StackException("audit found a difference; see " + run.log());
    }
  }

  private static String cut(String line) {
    return line.length() <= 300 ? line : line.substring(0, 300);
  }

  /** Moves readers back to one of the publications before; the next epoch moves them forward. */
  private void rollBack(Planned planned) {
    Random dice = planned.dice();
    List<Long> numbers = new ArrayList<>();
    try (HBaseStores stores = arena.stack().stores()) {
      ControlState state = stores.control().read();
      for (Attempt attempt : state.attempts()) {
        if (attempt.publication().number() < state.publishedNumber()) {
          numbers.add(attempt.publication().number());
        }
      }
    } catch (RuntimeException e) {
      report.notInjected(planned, e);
      return;
    }
    if (!numbers.isEmpty()) {
      int back = 1 + dice.nextInt(Math.min(3, numbers.size()));
      String to = Long.toString(numbers.get(numbers.size() - back));
      BatchRun run = BatchRun.start(arena, List.of("rollback", "--to", to), Map.of());
      report.say(
          planned + " to " + to + ": " + run.await(STEP_SECONDS) + " " + cut(run.lastLine()));
      report.injected(Fault.BATCH_ROLLED_BACK);
    }
  }
}
