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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The batch layer's daily loop, epoch after epoch, as a scheduler runs it that tries again. */
final class BatchLoop {
  private static final List<String> AFTER_CLOSE =
      List.of("land", "recompute", "audit", "publish", "edges");
  private static final Pattern AUDITED =
      Pattern.compile(
          "\"outcome\":\"(\\w+)\".*?\"drifted\":(\\d+),\"mended\":(\\d+),\"examples\":\\[[^]]*]");
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final long STEP_SECONDS = 600;
  private static final int FAULTS_A_STEP = 1;
  private static final int AUDITS = 3;

  private final Arena arena;
  private final Report report;
  private final BatchFaults faults;
  private final Thread thread = new Thread(this::run, "batch-loop");
  private volatile boolean ending;
  private final AtomicLong closed = new AtomicLong(-1);
  private volatile String failure = "";
  private volatile boolean auditedInCalm;
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
      auditedInCalm = ending; // before the last one, which is that of edges
      step(List.of(step));
      if (faults.hasZombies() && epochs % 2 == 0) {
        faults.wake();
      }
    }
    report.add(Report.Count.PUBLICATIONS, 1);
    epochs++;
    faults.wake();
    rollBack();
    if (epochs % 3 == 0) {
      step(List.of("expire"));
    }
  }

  private void close() {
    faults.next(BatchFaults.LATE).ifPresent(this::late);
    List<String> arguments = closing();
    for (int i = 0; i < FAULTS_A_STEP && !ending; i++) {
      faults.next("close").ifPresent(planned -> strike(planned, arguments));
    }
    closeOne(arguments);
  }

  /** Closes epochs that nobody lands for a while. */
  private void late(Planned planned) {
    report.say(planned.toString());
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
        audited(arguments, run);
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
    audited(arguments, run);
    if (arguments.get(0).equals("audit") && run.output().contains("\"FAILED\"")) {
      report.failure(Report.Count.WRONG, 1, "audit: " + run.lastLine());
      throw new StackException("audit found a difference; see " + run.log());
    }
  }

  /** Notes what {@code edges} found in the cells of readers: nothing may be wrong with any. */
  private void audited(List<String> arguments, BatchRun run) {
    Matcher found = AUDITED.matcher(run.output());
    if (!arguments.get(0).equals("edges") || !found.find()) {
      return;
    }
    long drifted = Long.parseLong(found.group(2));
    report.say("edges: " + found.group());
    report.add(Report.Count.EDGES_AUDITS, found.group(1).equals("passed") ? 1 : 0);
    report.add(Report.Count.EDGES_MENDED, Long.parseLong(found.group(3)));
    if (drifted > 0) {
      report.failure(Report.Count.EDGES_WRONG, drifted, "batch edges: " + cut(run.lastLine()));
    }
  }

  /**
   * Lets batch compare all cells of edges once more, where it did not since all is calm; again
   * where speed was still a moment behind the epoch.
   */
  void auditEdges() {
    if (epochs == 0 || auditedInCalm) {
      return;
    }
    long before = report.count(Report.Count.EDGES_AUDITS);
    for (int n = 0; n < AUDITS && report.count(Report.Count.EDGES_AUDITS) == before; n++) {
      Pause.millis(n * 5_000L);
      clean(List.of("edges"));
    }
    if (report.count(Report.Count.EDGES_AUDITS) == before) {
      report.failure(Report.Count.STALLED, 1, "the last audit of edges did not pass");
    }
  }

  private static String cut(String line) {
    return line.length() <= 300 ? line : line.substring(0, 300);
  }

  /** Moves readers back to one of the publications before; the next epoch moves them forward. */
  private void rollBack() {
    if (ending || !faults.waits(BatchFaults.ROLL_BACK)) {
      return;
    }
    List<Long> numbers = before();
    if (!numbers.isEmpty()) { // else it waits for a second publication
      faults.next(BatchFaults.ROLL_BACK).ifPresent(planned -> rollBack(planned, numbers));
    }
  }

  private void rollBack(Planned planned, List<Long> numbers) {
    int back = 1 + planned.dice().nextInt(Math.min(3, numbers.size()));
    String to = Long.toString(numbers.get(numbers.size() - back));
    BatchRun run = BatchRun.start(arena, List.of("rollback", "--to", to), Map.of());
    int status = run.await(STEP_SECONDS);
    report.say(planned + " to " + to + ": " + status + " " + cut(run.lastLine()));
    if (status == 0) {
      report.injected(planned.fault());
    } else {
      report.notInjected(planned, new StackException("status " + status));
    }
  }

  /** The numbers of publications before the one that readers have. */
  private List<Long> before() {
    List<Long> numbers = new ArrayList<>();
    try (HBaseStores stores = arena.stack().stores()) {
      ControlState state = stores.control().read();
      for (Attempt attempt : state.attempts()) {
        if (attempt.publication().number() < state.publishedNumber()) {
          numbers.add(attempt.publication().number());
        }
      }
    } catch (RuntimeException e) {
      report.say("publications before cannot be read: " + e);
    }
    return numbers;
  }
}
