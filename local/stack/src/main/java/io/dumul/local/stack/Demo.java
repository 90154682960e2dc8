package io.dumul.local.stack;

import io.dumul.core.definition.Definitions;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Shows, while events flow, that every answer equals an independent recount of the raw events. */
final class Demo {
  private static final Duration BACK = Duration.ofDays(40);
  private static final Duration AHEAD = Duration.ofDays(2);

  private final Definitions definitions;
  private final ApiClient api;
  private final Control control;
  private final String kafka;
  private final Supplier<Expected> recount;
  private final Function<Instant, EpochRun> epochs;
  private final Clock clock;
  private final Consumer<String> out;
  private long wrong;
  private long moments;

  Demo(
      Definitions definitions,
      ApiClient api,
      Control control,
      String kafka,
      Supplier<Expected> recount,
      Function<Instant, EpochRun> epochs,
      Clock clock,
      Consumer<String> out) {
    this.definitions = definitions;
    this.api = api;
    this.control = control;
    this.kafka = kafka;
    this.recount = recount;
    this.epochs = epochs;
    this.clock = clock;
    this.out = out;
  }

  /** How many answers, over all moments so far, were not as they must be. */
  long wrong() {
    return wrong;
  }

  long moments() {
    return moments;
  }

  /** Two epochs under traffic, looked at in the middle, during each publication and after it. */
  void run(Feed feed, Duration epoch) {
    sleep(epoch.dividedBy(2));
    look(feed, "in the middle of an epoch, before it is closed");
    sleep(epoch.dividedBy(2));
    publish(feed);
    look(feed, "after the publication");
    sleep(epoch);
    look(feed, "in the middle of the next epoch");
    publish(feed);
    look(feed, "after the second publication");
  }

  /** Closes an epoch and follows it, while events flow, until it is published. */
  private void publish(Feed feed) {
    EpochRun run = epochs.apply(clock.instant());
    String before = "";
    for (String step = run.step(); !step.equals("done"); step = run.step()) {
      if (!step.equals(before)) {
        out.accept("epoch: " + step);
        before = step;
      }
      if (step.equals("publish")) {
        look(feed, "during a publication");
      } else {
        sleep(Duration.ofMillis(200));
      }
    }
  }

  private void look(Feed feed, String moment) {
    feed.whilePaused(() -> look(moment));
  }

  /** Compares everything; nothing may be appended to the log meanwhile. */
  void look(String moment) {
    Freshness.await(kafka, control);
    Expected expected = recount.get();
    ControlState before = control.read();
    Instant now = clock.instant();
    Comparison comparison =
        Comparison.of(definitions, api, expected, now.minus(BACK), now.plus(AHEAD));
    wrong += comparison.wrong();
    moments++;
    out.accept("");
    out.accept(
        moment + " (published: " + published(before) + attempt(before, control.read()) + ")");
    comparison.table().forEach(out);
  }

  private static String published(ControlState state) {
    return state
        .published()
        .map(is -> "epoch " + is.epoch() + " by publication " + is.number())
        .orElse("nothing yet");
  }

  private static String attempt(ControlState before, ControlState after) {
    long begun =
        before.attempts().stream().mapToLong(each -> each.publication().number()).max().orElse(0);
    if (begun <= before.publishedNumber()) {
      return "";
    }
    return ", publication "
        + begun
        + (after.publishedNumber() < begun ? " is being written" : " was being written");
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }
}
