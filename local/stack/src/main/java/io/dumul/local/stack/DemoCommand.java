package io.dumul.local.stack;

import io.dumul.core.config.SecretFile;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.hbase.HBaseStores;
import io.dumul.local.stack.traffic.KafkaSink;
import io.dumul.local.stack.traffic.Pace;
import io.dumul.local.stack.traffic.Plan;
import io.dumul.local.stack.traffic.Traffic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
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
  private static final List<String> ENGINES =
      List.of(Programs.KAFKA, Programs.HBASE, Programs.SPEED, Programs.SERVING);
  private static final Duration BEFORE = Duration.ofHours(30);

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

  @Option(names = "--rate", description = "Events a second (default: ${DEFAULT-VALUE}).")
  private double rate = 50;

  @Override
  public Integer call() throws InterruptedException {
    Stack stack = place.stack();
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
    if (once) {
      stack.start(ENGINES);
    } else {
      stack.start();
    }
    boolean right = run(stack, Clock.systemUTC());
    if (!once) {
      where(stack).forEach(System.out::println);
      new CountDownLatch(1).await();
    }
    return right ? 0 : 1;
  }

  private boolean run(Stack stack, Clock clock) {
    Definitions definitions = DefinitionFiles.load(stack.definitions());
    FoldRecount recount =
        new FoldRecount(
            definitions, SecretFile.read(stack.folder().barrierKey()), Topics.id(stack.kafka()));
    ApiClient api =
        new ApiClient(stack.api(), ApiClient.keyOf(stack.folder().apiKeys(), "analyst"));
    try (HBaseStores stores = stack.stores();
        LogReader log = new LogReader(stack.kafka());
        Feed feed = feed(stack, clock)) {
      Demo demo =
          new Demo(
              definitions,
              api,
              stores.control(),
              stack.kafka(),
              () -> {
                log.readOn(recount::add);
                return recount;
              },
              epochs(stack),
              clock,
              System.out::println);
      demo.run(feed, Duration.ofMillis((long) (minutes * 60_000)));
      System.out.printf(
          "%n%d events sent; at %d moments %d answers were not as they must be%n",
          feed.sent(), demo.moments(), demo.wrong());
      return demo.wrong() == 0;
    }
  }

  private Function<Instant, EpochRun> epochs(Stack stack) {
    if (once) {
      return closing -> EpochRun.byHand(stack, closing);
    }
    Airflow airflow = Airflow.of(stack.folder(), stack.settings());
    return closing -> EpochRun.byAirflow(airflow, closing);
  }

  /** What has happened before comes at once, what happens from now on when it happens. */
  private Feed feed(Stack stack, Clock clock) {
    Instant now = clock.instant();
    long seed = now.toEpochMilli();
    KafkaSink sink = new KafkaSink(stack.kafka(), Topics.EVENTS);
    Pace.unlimited().send(new Traffic(Plan.of(seed, now.minus(BEFORE), BEFORE, 0.1)), sink);
    Plan live = Plan.of(seed + 1, now, Duration.ofDays(30), rate).steady();
    return new Feed(new Traffic(live), Pace.real(clock), sink);
  }

  private static List<String> where(Stack stack) {
    Airflow airflow = Airflow.of(stack.folder(), stack.settings());
    return List.of(
        "",
        "Everything stays up until Ctrl-C:",
        "  API      " + stack.api() + "/docs (keys are in " + stack.folder().apiKeys() + ")",
        "  views    " + stack.api() + "/",
        "  Airflow  "
            + airflow.url()
            + " (user "
            + Airflow.USER
            + ", password "
            + airflow.password()
            + ")",
        "  SQL      ./dumul sql \"select * from dumul.dumul.epochs\"",
        "  logs     " + stack.folder().root().resolve("logs"));
  }
}
