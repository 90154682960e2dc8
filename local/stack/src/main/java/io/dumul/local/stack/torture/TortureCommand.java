package io.dumul.local.stack.torture;

import io.dumul.local.stack.Place;
import io.dumul.local.stack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./dumul torture}. */
@Command(
    name = "torture",
    description =
        "Runs a stack of its own under traffic and faults by a seeded plan (kill -9, pauses, zombies,"
            + " two at once, full and slow disks, wrong clocks, a cut network, forged barriers ...),"
            + " asks all the time and compares with a recount. Ends with status 1 where an event was"
            + " lost or doubled, an answer was wrong, or something did not come back."
            + " docs/torture.md says more.")
public final class TortureCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Of the whole plan (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "For how long faults come (default: ${DEFAULT-VALUE}).")
  private double minutes = 10;

  @Option(
      names = "--chapter-minutes",
      paramLabel = "M",
      description = "After how long a fresh stack is taken (default: ${DEFAULT-VALUE}).")
  private double chapterMinutes = 12;

  @Option(
      names = "--chapter",
      paramLabel = "N",
      description = "The chapter to begin with, to replay one (default: ${DEFAULT-VALUE}).")
  private int chapter = 1;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Events a second (default: ${DEFAULT-VALUE}).")
  private double rate = 100;

  @Option(
      names = "--only",
      paramLabel = "FAULT",
      split = ",",
      description = "Only these faults of the plan, separated by commas (default: all).")
  private List<String> only = List.of();

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description = "Where everything is kept (default: .dumul/torture in the repository).")
  private @Nullable Path dir;

  @Option(names = "--in-own-network", hidden = true)
  private boolean inOwnNetwork;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    require("--minutes", minutes, minutes > 0, "> 0");
    require("--chapter-minutes", chapterMinutes, chapterMinutes > 0, "> 0");
    require("--chapter", chapter, chapter > 0, ">= 1");
    require("--rate", rate, rate > 0 && rate <= 10_000, "> 0, at most 10000");
    Set<Fault> wanted = wanted();
    return inOwnNetwork || !Network.possible() ? run(wanted) : runInOwnNetwork();
  }

  private void require(String option, Object value, boolean good, String expected) {
    if (!good) {
      throw wrong(option + ": " + value + " (expected: " + expected + ")");
    }
  }

  private RuntimeException wrong(String message) {
    return new CommandLine.ParameterException(spec().commandLine(), message);
  }

  private CommandSpec spec() {
    return java.util.Objects.requireNonNull(spec);
  }

  private Set<Fault> wanted() {
    return only.isEmpty()
        ? EnumSet.allOf(Fault.class)
        : only.stream()
            .map(this::fault)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Fault.class)));
  }

  private Fault fault(String text) {
    return Stream.of(Fault.values())
        .filter(fault -> fault.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "--only: "
                        + text
                        + " (expected: of "
                        + Stream.of(Fault.values())
                            .map(Fault::text)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  private int run(Set<Fault> wanted) throws InterruptedException {
    Path folder = dir == null ? Place.home().resolve(".dumul/torture") : dir.toAbsolutePath();
    Network network = inOwnNetwork ? Network.prepared() : null;
    try (PrintWriter log = log(folder)) {
      Report report = new Report(seed, line -> say(line, log));
      Instant end = Instant.now().plus(span(minutes));
      new Torture(folder, seed, rate, report, wanted, network)
          .run(end, span(chapterMinutes), chapter);
      report.markdown().forEach(System.out::println);
      return report.good() ? 0 : 1;
    }
  }

  /** Runs this command again, in a process that has a network of its own. */
  private int runInOwnNetwork() throws InterruptedException {
    List<String> command = new ArrayList<>(Network.own());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.dumul.local.stack.Main");
    command.addAll(spec().root().commandLine().getParseResult().originalArgs());
    command.add("--in-own-network");
    Process process = started(command);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process), "stop"));
    return process.waitFor();
  }

  private static Process started(List<String> command) {
    try {
      return new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      throw new StackException(command.get(0) + ": cannot be started", e);
    }
  }

  /** It stops what it started before it ends, however it is told to. */
  private static void stop(Process process) {
    process.destroy();
    process.onExit().join();
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
