package io.dumul.local.stack;

import io.dumul.local.stack.traffic.EventSink;
import io.dumul.local.stack.traffic.KafkaSink;
import io.dumul.local.stack.traffic.Mapping;
import io.dumul.local.stack.traffic.Pace;
import io.dumul.local.stack.traffic.Plan;
import io.dumul.local.stack.traffic.Replayer;
import io.dumul.local.stack.traffic.Sent;
import io.dumul.local.stack.traffic.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "traffic",
    description =
        "Sends made traffic of the sample domain into the log in real time, or replays a file by a"
            + " mapping as fast as the log takes it.")
final class TrafficCommand implements Callable<Integer> {
  /** How long most of a visit takes: those that began before are under way when traffic begins. */
  private static final Duration VISIT = Duration.ofMinutes(10);

  @Mixin private Place place = new Place();

  @Option(names = "--rate", description = "Events a second (default: ${DEFAULT-VALUE}).")
  private double rate = 50;

  @Option(names = "--minutes", description = "How long (default: ${DEFAULT-VALUE}).")
  private double minutes = 1;

  @Option(names = "--mapping", paramLabel = "FILE", description = "Replay by this mapping.")
  private @Nullable Path mapping;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "What to replay: CSV or JSON lines, also in .gz, .zst or .tar.zst.")
  private @Nullable Path file;

  @Option(names = "--limit", description = "Rows to replay; all by default.")
  private long limit;

  @Override
  public Integer call() {
    if ((mapping == null) != (file == null)) {
      throw new StackException("traffic: one of --mapping and --file (expected: both or none)");
    }
    Stack stack = place.stack();
    if (!stack.daemon(Programs.KAFKA).ready()) {
      throw new StackException("kafka: does not run (expected: ./dumul start before)");
    }
    try (EventSink sink = new KafkaSink(stack.kafka(), Topics.EVENTS)) {
      if (mapping != null && file != null) {
        replay(mapping, file, sink);
      } else {
        live(Clock.systemUTC(), sink);
      }
    }
    return 0;
  }

  private void live(Clock clock, EventSink sink) {
    Instant now = clock.instant();
    Duration span = Duration.ofMillis((long) (minutes * 60_000));
    Plan plan = Plan.of(now.toEpochMilli(), now.minus(VISIT), VISIT.plus(span), rate).steady();
    Iterable<Sent> all = () -> new Traffic(plan);
    System.out.println(
        "traffic: about " + rate + " events a second for " + span.toSeconds() + " s");
    long sent =
        Pace.real(clock)
            .send(
                StreamSupport.stream(all.spliterator(), false)
                    .filter(record -> !record.at().isBefore(now))
                    .iterator(),
                sink);
    System.out.println("traffic: " + sent + " records sent");
  }

  private void replay(Path mapping, Path file, EventSink sink) {
    for (Path needed : new Path[] {mapping, file}) {
      if (!Files.isReadable(needed)) {
        throw new StackException("traffic: " + needed + " (expected: a readable file)");
      }
    }
    Replayer.Options options = new Replayer.Options(0, 0, 0, limit);
    Replayer.Report report = new Replayer(Mapping.read(mapping), file, options, sink).replay();
    if (report.events() == 0) {
      throw new StackException(
          "traffic: none of %d rows of %s became an event (expected: rows that %s maps)"
              .formatted(report.rows(), file, mapping));
    }
    System.out.printf(
        "traffic: %d events of %d rows sent, the last of %s; %d rows became none%n",
        report.events(), report.rows(), report.lastTime(), report.skipped());
  }
}
