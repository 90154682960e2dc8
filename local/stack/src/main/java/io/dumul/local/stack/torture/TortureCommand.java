package io.dumul.local.stack.torture;

import io.dumul.local.stack.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./dumul torture}. */
@Command(
    name = "torture",
    description =
        "Runs a stack of its own under traffic and faults by a seeded plan (kill -9, pauses, zombies,"
            + " two at once, full and slow disks, wrong clocks, forged barriers ...), asks all the"
            + " time and compares with a recount. Ends with status 1 where an event was lost or"
            + " doubled, an answer was wrong, or something did not come back.")
public final class TortureCommand implements Callable<Integer> {
  @Option(names = "--seed", description = "Of the whole plan (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--minutes", description = "How long (default: ${DEFAULT-VALUE}).")
  private double minutes = 10;

  @Option(
      names = "--chapter-minutes",
      description = "After how long a fresh stack is taken (default: ${DEFAULT-VALUE}).")
  private double chapterMinutes = 12;

  @Option(
      names = "--chapter",
      description = "The chapter to begin with, to replay one (default: ${DEFAULT-VALUE}).")
  private int chapter = 1;

  @Option(names = "--rate", description = "Events a second (default: ${DEFAULT-VALUE}).")
  private double rate = 100;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description = "Where everything is kept (default: .dumul/torture in the repository).")
  private @Nullable Path dir;

  @Override
  public Integer call() throws InterruptedException {
    Path folder = dir == null ? Place.home().resolve(".dumul/torture") : dir.toAbsolutePath();
    try (PrintWriter log = log(folder)) {
      Report report = new Report(seed, line -> say(line, log));
      Instant end = Instant.now().plus(span(minutes));
      new Torture(folder, seed, rate, report).run(end, span(chapterMinutes), chapter);
      report.markdown().forEach(System.out::println);
      return report.good() ? 0 : 1;
    }
  }

  private static Duration span(double minutes) {
    return Duration.ofMillis((long) (minutes * 60_000));
  }

  private static PrintWriter log(Path folder) {
    try {
      Files.createDirectories(folder);
      return new PrintWriter(
          Files.newBufferedWriter(folder.resolve("torture.log"), StandardCharsets.UTF_8), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void say(String line, PrintWriter log) {
    String stamped = Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line;
    System.out.println(stamped);
    log.println(stamped);
  }
}
