package io.dumul.local.stack.torture;

import io.dumul.core.definition.DefinitionFiles;
import io.dumul.local.stack.ApiClient;
import io.dumul.local.stack.Pause;
import io.dumul.local.stack.Programs;
import io.dumul.local.stack.Scene;
import io.dumul.local.stack.Stack;
import io.dumul.local.stack.StackException;
import io.dumul.local.stack.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One stack from its first start to its end: traffic, faults by the plan, and the checker.
 *
 * <p>Every part has a lane of faults, so faults of different parts overlap. From time to time the
 * engines' lanes are held and the traffic pauses, and everything is compared with a recount of the
 * log: then every answer must be exact.
 */
final class Chapter implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration FRESH = Duration.ofSeconds(150);
  private static final int FAULTS_BETWEEN_LOOKS = 25;

  private final Arena arena;
  private final Report report;
  private final Map<Part, Lane> lanes = new EnumMap<>(Part.class);
  private final Instant from;
  private final Instant to;
  private final AckBook book = new AckBook();
  private final Load load;
  private final Edges edges;
  private final Judge judge;
  private final Watch watch;
  private final BatchFaults batchFaults;
  private final BatchLoop batch;
  private final LogFaults logFaults;
  private final EngineFaults engines;
  private final SpeedFaults speed;
  private final HBaseFaults hbase;
  private final NetworkFaults network;
  private final Keeper keeper;

  /**
   * @param network the network that the stack has for itself; null for none
   * @param seed of the traffic
   * @param rate events a second
   */
  Chapter(Arena arena, @Nullable Network network, long seed, double rate) {
    this.arena = arena;
    this.report = arena.report();
    Stack stack = arena.stack();
    Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS);
    this.from = day.minus(Duration.ofDays(60));
    this.to = day.plus(Duration.ofDays(30));
    EnumSet.allOf(Part.class).forEach(part -> lanes.put(part, new Lane(part)));
    this.load = new Load(stack, book, report, seed, rate);
    this.edges = new Edges(stack, report, seed, rate);
    this.judge = new Judge(stack, from, to);
    this.watch = new Watch(api(stack), judge, report);
    this.batchFaults = new BatchFaults(arena);
    this.batch = new BatchLoop(arena, batchFaults);
    String hash = DefinitionFiles.load(stack.definitions()).hash();
    this.logFaults = new LogFaults(arena, hash, batch::closed, load);
    this.engines = new EngineFaults(arena);
    this.speed = new SpeedFaults(arena, engines);
    this.hbase = new HBaseFaults(arena, engines);
    this.network = new NetworkFaults(arena, network);
    this.keeper = new Keeper(arena, lanes);
  }

  private static ApiClient api(Stack stack) {
    return new ApiClient(stack.api(), ApiClient.keyOf(stack.folder().apiKeys(), "analyst"));
  }

  AckBook book() {
    return book;
  }

  Edges edges() {
    return edges;
  }

  /**
   * Brings about the faults of a plan until it is over, or it is enough.
   *
   * @param enough asked before every fault
   */
  void run(Iterator<Planned> plan, BooleanSupplier enough) throws InterruptedException {
    batch.start();
    int since = 0;
    while (plan.hasNext() && !enough.getAsBoolean() && batch.failure().isEmpty()) {
      Planned planned = plan.next();
      Thread.sleep(planned.gapMillis());
      since += offer(planned) ? 1 : 0;
      if (since >= FAULTS_BETWEEN_LOOKS) {
        look();
        since = 0;
      }
    }
  }

  /** Waits until all faults that were brought about are over. */
  void await() throws InterruptedException {
    for (Lane lane : lanes.values()) {
      lane.await();
    }
    batchFaults.await();
  }

  /** Returns false where its part has enough to bear; then it does not come. */
  private boolean offer(Planned planned) {
    Part part = planned.fault().part();
    return part == Part.BATCH
        ? batchFaults.offer(planned)
        : lane(part).offer(() -> inject(planned), planned.restMillis());
  }

  private Lane lane(Part part) {
    return java.util.Objects.requireNonNull(lanes.get(part));
  }

  private void inject(Planned planned) {
    report.say(planned.toString());
    try {
      switch (planned.fault().part()) {
        case SPEED -> speed.inject(planned);
        case HBASE -> hbase.inject(planned);
        case LOG -> logFaults.inject(planned);
        case SERVING, KAFKA -> engines.inject(planned);
        default -> network.inject(planned);
      }
      report.injected(planned.fault());
    } catch (StackException | KafkaException e) {
      report.notInjected(planned, e);
    }
  }

  /** Compares everything while no engine has a fault; returns whether all was as it must be. */
  boolean look() {
    Part.LINKS.forEach(part -> lane(part).hold());
    Part.ENGINES.forEach(part -> lane(part).hold());
    try {
      return exact();
    } finally {
      Part.ENGINES.forEach(part -> lane(part).release());
      Part.LINKS.forEach(part -> lane(part).release());
    }
  }

  /** Asks until there are answers: a refusal may be right for a while, a guess never. */
  private boolean exact() {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        if (keeper.look(Part.ENGINES)) {
          return compared();
        }
      } catch (StackException | KafkaException e) {
        report.say("look: " + cut(String.valueOf(e.getMessage())));
      }
      if (Instant.now().isAfter(end)) {
        report.failure(Report.Count.STALLED, 1, "no exact answers for " + PATIENCE);
        return false;
      }
      Pause.millis(1_000);
    }
  }

  private static String cut(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300);
  }

  private boolean compared() {
    boolean[] good = new boolean[1];
    try (Scene scene = new Scene(arena.stack(), (metric, key) -> true, from, to)) {
      whilePaused(
          () -> {
            boolean metrics = tell(scene.compare(FRESH));
            good[0] = edges.compare() && metrics;
          });
    }
    return good[0];
  }

  private void whilePaused(Runnable action) {
    load.whilePaused(() -> edges.whilePaused(action));
  }

  private boolean tell(Table table) {
    report.add(Report.Count.EXACT_LOOKS, 1);
    report.add(Report.Count.RIGHT, table.rows().size() - table.wrong());
    if (table.wrong() > 0) {
      String lines = String.join("\n", table.lines());
      report.failure(Report.Count.WRONG, table.wrong(), "at a pause:\n" + lines);
    }
    report.say("look:" + table.summary());
    return table.wrong() == 0;
  }

  /** Ends all faults, publishes once more, and checks everything to the last event. */
  void finish() {
    report.say("the chapter ends");
    lanes.values().forEach(Lane::close);
    batch.finish();
    look();
    batch.auditEdges();
    whilePaused(
        () -> {
          new LastCheck(arena, book).run();
          edges.last();
        });
  }

  /** Destroys the log and sees that nothing goes on. */
  void end(Fault fault) {
    report.say("the end: " + fault.text());
    keeper.close();
    watch.close();
    edges.stop();
    new Ending(arena, judge, load).run(fault, watch);
  }

  @Override
  public void close() {
    report.add(Report.Count.ACKNOWLEDGED, book.size());
    batchFaults.close();
    keeper.close();
    watch.close();
    load.close();
    edges.close();
    judge.close();
    logFaults.close();
    arena.stack().kill9(Programs.SERVING);
  }
}
