package io.dumul.local.stack;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One way of an epoch from its barrier to the published view, under way. */
interface EpochRun {
  List<String> STEPS = List.of("close", "land", "recompute", "audit", "publish");

  /** The step that runs now; "queued" before the first and "done" after the last. */
  String step();

  /** Closes an epoch and brings the batch view up to it by running the commands one by one. */
  static EpochRun byHand(Stack stack, Instant closing) {
    return new ByHand(stack, closing);
  }

  /** The same as a run of Airflow's epoch DAG. */
  static EpochRun byAirflow(Airflow airflow, Instant closing) {
    return new ByAirflow(airflow, airflow.triggerEpoch(closing));
  }

  /** Commands in the background. */
  final class ByHand implements EpochRun {
    private final Stack stack;
    private final Instant closing;
    private final CompletableFuture<Void> all;
    private volatile String step = "queued";

    private ByHand(Stack stack, Instant closing) {
      this.stack = stack;
      this.closing = closing;
      this.all = CompletableFuture.runAsync(this::run);
    }

    private void run() {
      for (String each : STEPS) {
        step = each;
        String[] command =
            each.equals("close")
                ? new String[] {each, "--closing", closing.toString()}
                : new String[] {each};
        int status = stack.batchToLog(command);
        if (status != 0) {
          throw new StackException(
              "batch " + each + ": status " + status + "; see " + stack.folder().log("batch"));
        }
      }
      step = "done";
    }

    @Override
    public String step() {
      if (all.isCompletedExceptionally()) {
        all.join();
      }
      return step;
    }
  }

  /** A run of the DAG. */
  record ByAirflow(Airflow airflow, String run) implements EpochRun {
    @Override
    public String step() {
      String state = airflow.state(run);
      if (state.equals("success")) {
        return "done";
      }
      Map<String, String> tasks = airflow.tasks(run);
      if (state.equals("failed")) {
        throw new StackException("airflow: " + run + " failed: " + tasks + " (see its UI)");
      }
      return STEPS.stream()
          .filter(step -> tasks.getOrDefault(step, "none").contains("running"))
          .findFirst()
          .orElse("queued");
    }
  }
}
