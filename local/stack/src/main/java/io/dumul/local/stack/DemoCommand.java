package io.dumul.local.stack;

import io.dumul.local.stack.traffic.EventSink;
import io.dumul.local.stack.traffic.KafkaSink;
import io.dumul.local.stack.traffic.Pace;
import io.dumul.local.stack.traffic.Plan;
import io.dumul.local.stack.traffic.Release;
import io.dumul.local.stack.traffic.Traffic;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "Starts everything, sends traffic, closes and publishes epochs, and compares every answer"
            + " with a recount of the raw events, in the middle of an epoch, during a publication"
            + " and after it. Stays up until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
  private static final Duration BEFORE = Duration.ofHours(30);
  private static final double BEFORE_RATE = 0.1;
  private static final Duration UNTIL_RELEASE = Duration.ofSeconds(20);

  @Mixin private Place place = new Place();

  @Option(
      names = "--once",
      description =
          "End after the comparison, with status 1 where a difference is not what it must be;"
              + " runs the batch commands itself, without Airflow.")
  private boolean once;

  @Option(
      names = "--minutes",
      description = "How long an epoch is open (default: ${DEFAULT-VALUE}).")
  private double minutes = 0.5;

  @Option(names = "--epochs", description = "How many epochs (default: ${DEFAULT-VALUE}).")
  private int epochs = 2;

  @Option(names = "--rate", description = "Events a second (default: ${DEFAULT-VALUE}).")
  private double rate = 50;

  @Option(
      names = "--story",
      description =
          "Tell of an app release that breaks a third of its events: who sees it, how soon, and how"
              + " they are mended.")
  private boolean story;

  @Option(
      names = "--data",
      paramLabel = "NAME",
      description = "Replay a real data set in place of made traffic: globo or online-retail.")
  private @Nullable String data;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "Where the data sets are (default: ../shared/data beside the repository).")
  private @Nullable Path dataFolder;

  @Option(names = "--limit", description = "Rows of the data set to replay; all by default.")
  private long limit;

  @Override
  public Integer call() throws InterruptedException {
    Stack stack = data == null ? place.stack() : place.stack(DataSet.named(data));
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
    boolean right;
    if (story && data == null) {
      start(stack);
      right = story(stack, Clock.systemUTC());
    } else if (data == null) {
      start(stack);
      right = live(stack, Clock.systemUTC());
    } else {
      right = replay(stack, DataSet.named(data));
    }
    if (!once) {
      where(stack).forEach(System.out::println);
      new CountDownLatch(1).await();
    }
    return right ? 0 : 1;
  }

  private void start(Stack stack) {
    if (once) {
      stack.start(
          stack.daemons().keySet().stream()
              .filter(name -> !name.equals(Programs.AIRFLOW))
              .toList());
    } else {
      stack.start();
    }
  }

  private boolean live(Stack stack, Clock clock) {
    Instant now = clock.instant();
    Instant from = now.minus(Duration.ofDays(60)).truncatedTo(ChronoUnit.DAYS);
    Instant to = now.plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.DAYS);
    try (Scene scene = new Scene(stack, (metric, key) -> true, from, to);
        Feed feed = feed(stack, sink -> traffic(clock, sink))) {
      Demo demo = new Demo(scene, epochRuns(stack), System.out::println);
      demo.live(feed, clock::instant, Duration.ofMillis((long) (minutes * 60_000)), epochs);
      return result(demo, feed);
    }
  }

  private boolean story(Stack stack, Clock clock) {
    Instant now = clock.instant();
    Instant from = now.minus(Duration.ofDays(60)).truncatedTo(ChronoUnit.DAYS);
    Instant to = now.plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.DAYS);
    Instant release = now.plus(UNTIL_RELEASE);
    long seed = now.toEpochMilli();
    Plan plan = Plan.of(seed, now, Duration.ofDays(1), rate).steady();
    try (Scene scene = new Scene(stack, (metric, key) -> true, from, to);
        Feed feed =
            feed(
                stack,
                sink ->
                    Pace.real(clock).send(new Release(new Traffic(plan), release, seed), sink))) {
      Story told = new Story(stack, scene, feed, epochRuns(stack), clock, System.out::println);
      told.tell(release);
      System.out.printf(
          "%n%d records sent; %d things were not as they must be%n", feed.sent(), told.wrong());
      return told.wrong() == 0;
    }
  }

  private boolean replay(Stack stack, DataSet set) {
    Path home = stack.modules().home();
    Path folder = dataFolder == null ? home.resolve("../shared/data").normalize() : dataFolder;
    DataSet.Source source = set.source(home, folder, limit);
    start(stack);
    requireEmptyLog(stack);
    try (Scene scene = new Scene(stack, set.recounted(), set.from(), set.to());
        Feed feed = feed(stack, source::send)) {
      Demo demo = new Demo(scene, epochRuns(stack), System.out::println);
      demo.replay(feed, source, limit == 0 ? set.events() : limit, epochs);
      if (limit == 0) {
        demo.known(KnownTotals.of(set, folder), new SqlClient(stack));
      }
      return result(demo, feed);
    }
  }

  /** Totals are known of the whole set alone. */
  private static void requireEmptyLog(Stack stack) {
    if (Topics.ends(stack.kafka()).values().stream().anyMatch(end -> end > 0)) {
      Path root = stack.folder().root();
      throw new StackException(
          "data: " + root + " holds a replay (expected: ./dumul clean --dir " + root + " first)");
    }
  }

  private static boolean result(Demo demo, Feed feed) {
    System.out.printf(
        "%n%d records sent; at %d moments %d answers were not as they must be%n",
        feed.sent(), demo.moments(), demo.wrong());
    return demo.wrong() == 0;
  }

  private Function<Instant, EpochRun> epochRuns(Stack stack) {
    if (once) {
      return closing -> EpochRun.byHand(stack, closing);
    }
    Airflow airflow = Airflow.of(stack.folder(), stack.settings());
    return closing -> EpochRun.byAirflow(airflow, closing);
  }

  private static Feed feed(Stack stack, Consumer<EventSink> source) {
    return new Feed(source, new KafkaSink(stack.kafka(), Topics.EVENTS));
  }

  /** What has happened before comes at once, what happens from now on when it happens. */
  private void traffic(Clock clock, EventSink sink) {
    Instant now = clock.instant();
    long seed = now.toEpochMilli();
    Plan before = Plan.of(seed, now.minus(BEFORE), BEFORE, BEFORE_RATE);
    Pace.unlimited().send(new Traffic(before), sink);
    Plan live = Plan.of(seed + 1, clock.instant(), Duration.ofDays(30), rate).steady();
    Pace.real(clock).send(new Traffic(live), sink);
  }

  private List<String> where(Stack stack) {
    Airflow airflow = Airflow.of(stack.folder(), stack.settings());
    Path root = stack.folder().root();
    return List.of(
        "",
        "Everything stays up until Ctrl-C:",
        "  API      " + stack.api() + "/docs (the keys are in " + stack.folder().apiKeys() + ")",
        "  views    " + stack.api() + "/",
        "  Airflow  " + airflow.url() + " (user admin, password " + airflow.password() + ")",
        "  SQL      ./dumul sql --dir " + root + " \"select * from epochs\"",
        "  logs     " + root.resolve("logs"));
  }
}
