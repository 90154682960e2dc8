package io.dumul.local.stack.torture;

import io.dumul.local.stack.Pause;
import io.dumul.local.stack.Programs;
import io.dumul.local.stack.Stack;
import io.dumul.local.stack.StackException;
import io.dumul.local.stack.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** What destroys the log: batch and speed must stop with an error, and no answer may be wrong. */
final class Ending {
  private static final int RESTS = 25;
  private static final long REST_MILLIS = 1_000;

  private final Arena arena;
  private final Stack stack;
  private final Report report;
  private final Judge judge;
  private final Load load;

  Ending(Arena arena, Judge judge, Load load) {
    this.arena = arena;
    this.stack = arena.stack();
    this.report = arena.report();
    this.judge = judge;
    this.load = load;
  }

  /** Brings it about while nothing else goes wrong. */
  void run(Fault fault, Watch watch) {
    stack.kill9(Programs.SPEED);
    load.replay();
    judge.stopReading();
    if (fault == Fault.TOPIC_RECREATED) {
      recreate();
    } else {
      overtake();
    }
    report.injected(fault);
    requireRefused("land", List.of("land"));
    requireRefused("close", List.of("close", "--closing", Instant.now().toString()));
    requireSpeedStops(watch);
  }

  private void recreate() {
    admin(admin -> admin.deleteTopics(Set.of(Topics.EVENTS)).all().get());
    Pause.millis(2_000);
    Topics.create(stack.kafka(), 4);
    load.replay();
  }

  /** Removes everything, and so records that have not landed and that speed has not folded. */
  private void overtake() {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    Topics.ends(stack.kafka())
        .forEach(
            (partition, end) ->
                all.put(
                    new TopicPartition(Topics.EVENTS, partition),
                    RecordsToDelete.beforeOffset(end)));
    admin(admin -> admin.deleteRecords(all).all().get());
  }

  /** Something that is asked of the broker. */
  private interface Request {
    void ask(Admin admin) throws ExecutionException, InterruptedException;
  }

  private void admin(Request request) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()))) {
      request.ask(admin);
    } catch (ExecutionException e) {
      throw new StackException("kafka: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  private void requireRefused(String step, List<String> arguments) {
    BatchRun run = BatchRun.start(arena, arguments, Map.of());
    int status = run.await(200);
    report.say(step + " says: " + run.lastLine());
    if (status == 0) {
      report.failure(Report.Count.WRONG, 1, step + " went on: " + run.lastLine());
    }
  }

  /** It may only end; answers meanwhile are those of before, or none. */
  private void requireSpeedStops(Watch watch) {
    try {
      stack.start(Programs.SPEED);
    } catch (StackException e) {
      report.say("speed did not start, as it must not");
    }
    for (int i = 0; i < RESTS && stack.process(Programs.SPEED).isPresent(); i++) {
      watch.askNow();
      Pause.millis(REST_MILLIS);
    }
    watch.askNow();
    if (stack.process(Programs.SPEED).isPresent() && stack.ready(Programs.SPEED)) {
      report.failure(Report.Count.WRONG, 1, "speed went on with a log that is not whole");
    }
  }
}
