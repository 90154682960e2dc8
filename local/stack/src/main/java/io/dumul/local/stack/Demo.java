package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.view.ControlState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Shows, while events flow, that every answer equals an independent recount of the raw events. */
final class Demo {

  private final Scene scene;
  private final Function<Instant, EpochRun> epochs;
  private final Consumer<String> out;
  private long wrong;
  private long moments;

  /**
   * @param epochs starts the way of an epoch with this closing time
   */
  Demo(Scene scene, Function<Instant, EpochRun> epochs, Consumer<String> out) {
    this.scene = scene;
    this.epochs = epochs;
    this.out = out;
  }

  /** How many answers, over all moments so far, were not as they must be. */
  long wrong() {
    return wrong;
  }

  long moments() {
    return moments;
  }

  /** Epochs under live traffic, looked at in their middle, during each publication and after it. */
  void live(Feed feed, Supplier<Instant> now, Duration epoch, int epochs) {
    feed.allow(Long.MAX_VALUE);
    for (int i = 0; i < epochs; i++) {
      Pause.of(epoch.dividedBy(2));
      look(feed, "in the middle of an epoch");
      Pause.of(epoch.dividedBy(2));
      publish(feed, now.get());
      look(feed, "after the publication");
    }
  }

  /** The same for a replay: its events are cut into epochs that close in the data's own time. */
  void replay(Feed feed, DataSet.Source source, long events, int epochs) {
    long half = events / (2L * epochs);
    Instant closing = Instant.MIN;
    for (int i = 0; i < epochs; i++) {
      feed.allow((2L * i + 1) * half);
      feed.awaitAllowed();
      look(feed, "in the middle of an epoch");
      feed.allow((2L * i + 2) * half);
      feed.awaitAllowed();
      closing = next(closing, source.lastTime());
      feed.allow((2L * i + 3) * half);
      publish(feed, closing);
    }
    feed.allow(Long.MAX_VALUE);
    feed.awaitAllowed();
    look(feed, "all is sent");
    publish(feed, next(closing, source.lastTime()));
    look(feed, "all is published");
    out.accept(source.report());
  }

  /**
   * Where the newest event comes early, the next epoch has no newer time; two never close alike.
   */
  private static Instant next(Instant closing, Instant lastTime) {
    return lastTime.isAfter(closing) ? lastTime : closing.plusSeconds(1);
  }

  /** Compares totals that are known from elsewhere, once all is published. */
  void known(List<KnownTotals.Total> totals, SqlClient sql) {
    List<ApiClient.Question> questions = totals.stream().map(KnownTotals.Total::question).toList();
    List<ApiClient.Answer> answers = scene.api().askAll(questions);
    out.accept("");
    known("API", totals, answers);
    List<JsonNode> values = sql.ask(questions);
    known(
        "SQL",
        totals,
        IntStream.range(0, answers.size())
            .mapToObj(each -> answers.get(each).withMerged(values.get(each)))
            .toList());
  }

  private void known(String way, List<KnownTotals.Total> totals, List<ApiClient.Answer> answers) {
    long missed = 0;
    for (int i = 0; i < totals.size(); i++) {
      KnownTotals.Total total = totals.get(i);
      if (!KnownTotals.fits(total.expected(), answers.get(i))) {
        missed++;
        out.accept(
            "  WRONG " + total.question() + ": " + answers.get(i) + " not " + total.expected());
      }
    }
    wrong += missed;
    out.accept(
        "known totals through "
            + way
            + ": "
            + totals.size()
            + " compared, "
            + missed
            + " not as they must be");
  }

  /** Closes an epoch and follows it, while events flow, until it is published. */
  private void publish(Feed feed, Instant closing) {
    EpochRun run = epochs.apply(closing);
    String before = "";
    for (String step = run.step(); !step.equals("done"); step = run.step()) {
      boolean begins = !step.equals(before);
      if (begins) {
        out.accept("epoch that closes at " + closing + ": " + step);
        before = step;
      }
      if (step.equals("publish")) {
        look(feed, "during a publication", begins);
      }
      Pause.of(Duration.ofMillis(300));
    }
  }

  private void look(Feed feed, String moment) {
    look(feed, moment, true);
  }

  private void look(Feed feed, String moment, boolean whole) {
    feed.whilePaused(() -> look(moment, whole));
  }

  /**
   * Compares everything; nothing may be appended to the log meanwhile.
   *
   * @param whole to print the table, not only its sum
   */
  private void look(String moment, boolean whole) {
    ControlState before = scene.control().read();
    Table table = scene.compare();
    wrong += table.wrong();
    moments++;
    String title =
        moment + " (" + published(before) + attempt(before, scene.control().read()) + ")";
    if (whole) {
      out.accept("");
      out.accept(title);
      table.lines().forEach(out);
    } else {
      out.accept(title + ":");
      table.faults().forEach(out);
    }
  }

  private static String published(ControlState state) {
    return state
        .published()
        .map(is -> "epoch " + is.epoch() + " is published, by publication " + is.number())
        .orElse("nothing is published");
  }

  private static String attempt(ControlState before, ControlState after) {
    long begun =
        before.attempts().stream().mapToLong(each -> each.publication().number()).max().orElse(0);
    if (begun <= before.publishedNumber()) {
      return "";
    }
    return after.publishedNumber() < begun
        ? "; publication " + begun + " is half written"
        : "; publication " + begun + " came meanwhile";
  }
}
