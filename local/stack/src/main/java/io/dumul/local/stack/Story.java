package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.local.stack.traffic.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An app release that breaks a third of its events: who sees it, how soon, and how its events are
 * mended.
 */
final class Story {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double HEALTHY = 0.95;

  /** Mends what can be mended of {@link Release}. */
  static final String RULE =
      """
      name: ios-6-0-0
      where:
        app-versions: [6.0.0]
      steps:
        - {rename: /data/district, to: /data/region}
        - {cast: /data/session, to: string}
      """;

  private final Stack stack;
  private final Scene scene;
  private final Feed feed;
  private final Function<Instant, EpochRun> epochs;
  private final Clock clock;
  private final Consumer<String> out;
  private long wrong;

  /**
   * @param epochs starts the way of an epoch with this closing time
   */
  Story(
      Stack stack,
      Scene scene,
      Feed feed,
      Function<Instant, EpochRun> epochs,
      Clock clock,
      Consumer<String> out) {
    this.stack = stack;
    this.scene = scene;
    this.feed = feed;
    this.epochs = epochs;
    this.clock = clock;
    this.out = out;
  }

  /** How many things were not as they must be. */
  long wrong() {
    return wrong;
  }

  /** Tells it; events flow meanwhile, and the release comes at its time. */
  void tell(Instant release) {
    feed.allow(Long.MAX_VALUE);
    out.accept("");
    out.accept("Events flow. At " + release + " " + Release.APP + " is released.");
    seen(release);
    alerted(release);
    feed.whilePaused(this::recover);
  }

  /** The figures of the app, within seconds of its first wrong event. */
  private void seen(Instant release) {
    JsonNode report =
        await("/v1/quality?window=1h&app=" + Release.APP.replace(" ", "%20"), this::isBroken);
    out.accept(after(release) + "GET /v1/quality?app=" + Release.APP + ": " + figures(report));
    for (JsonNode defect : report.path("defects")) {
      out.accept(
          "    %s %s %s: %d events, first seen %s"
              .formatted(
                  defect.path("event_type").asText(),
                  defect.path("failure").asText(),
                  defect.path("path").asText(),
                  defect.path("events").asLong(),
                  defect.path("first_seen").asText()));
    }
  }

  private boolean isBroken(JsonNode report) {
    return report.path("received").asLong() > 0 && report.path("defects").size() > 1;
  }

  private void alerted(Instant release) {
    JsonNode found = await("/v1/quality/alerts", body -> told(body) != null);
    JsonNode alert = told(found);
    check("the app is told of", alert != null);
    if (alert != null) {
      out.accept(after(release) + "./dumul quality check: " + alert.path("message").asText());
      for (JsonNode also : alert.path("also")) {
        out.accept("    also " + also.path("rule").asText() + ": " + also.path("message").asText());
      }
    }
  }

  private static @Nullable JsonNode told(JsonNode body) {
    for (JsonNode alert : body.path("alerts")) {
      if (alert.path("subject").asText().equals(Release.APP)
          && alert.path("rule").asText().equals("quality-low")) {
        return alert;
      }
    }
    return null;
  }

  /**
   * Mends what can be mended, twice: the second time there is nothing left to mend. Nothing is sent
   * meanwhile, so that the figures before and after are of the same events.
   */
  private void recover() {
    Path rule = stack.folder().root().resolve("story-rule.yaml");
    try {
      Files.writeString(rule, RULE);
    } catch (IOException e) {
      throw new StackException(rule + ": cannot be written", e);
    }
    epoch();
    look("published");
    JsonNode before = quality();
    batch("recover", "--rule", rule.toString());
    look("recovered");
    JsonNode after = quality();
    out.accept("  " + Release.APP + ": " + figures(before) + "; then " + figures(after));
    check("above 95 %", after.path("quality").asDouble() > HEALTHY);
    check("no event more", before.path("received").asLong() == after.path("received").asLong());
    batch("recover", "--rule", rule.toString());
    look("recovered once more");
    check("the second time changes nothing", figures(quality()).equals(figures(after)));
    epoch();
    look("published");
  }

  private JsonNode quality() {
    return ask("/v1/quality?window=1d&app=" + Release.APP.replace(" ", "%20"));
  }

  private void batch(String... arguments) {
    out.accept("./dumul " + String.join(" ", arguments));
    int status = stack.batchToLog(arguments);
    if (status != 0) {
      throw new StackException(
          "batch " + arguments[0] + ": status " + status + "; see " + stack.folder().log("batch"));
    }
  }

  private void epoch() {
    Instant closing = clock.instant();
    out.accept("epoch that closes at " + closing);
    EpochRun run = epochs.apply(closing);
    while (!run.step().equals("done")) {
      Pause.millis(200);
    }
  }

  /** Every answer equals the recount; nothing may be sent meanwhile. */
  private void look(String moment) {
    Table table = scene.compare();
    wrong += table.wrong();
    out.accept(moment + ": " + table.wrong() + " answers are not as the recount says");
    table.faults().forEach(out);
  }

  private void check(String what, boolean holds) {
    if (!holds) {
      wrong++;
      out.accept("  WRONG: " + what);
    }
  }

  private static String figures(JsonNode report) {
    return "%s of %s events pass, Q = %s"
        .formatted(
            report.path("passed").asText(),
            report.path("received").asText(),
            report.path("quality").asText());
  }

  private String after(Instant release) {
    double seconds = Duration.between(release, clock.instant()).toMillis() / 1000.0;
    return "%.1f s after the release, ".formatted(seconds);
  }

  private JsonNode await(String path, Predicate<JsonNode> enough) {
    Instant end = clock.instant().plus(PATIENCE);
    while (true) {
      JsonNode body = ask(path);
      if (enough.test(body) || clock.instant().isAfter(end)) {
        check(path + " in " + PATIENCE, enough.test(body));
        return body;
      }
      Pause.millis(200);
    }
  }

  private JsonNode ask(String path) {
    return scene.api().get(path).ok("api");
  }
}
