package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.local.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chapter after chapter, until the time is over. */
final class Torture {
  private static final Set<Way> DISKS = EnumSet.of(Way.DISK_FULL, Way.DISK_SLOW);

  private final Path folder;
  private final long seed;
  private final double rate;
  private final Report report;
  private final Set<Fault> possible;
  private final @Nullable Network network;

  /**
   * @param rate events a second
   * @param wanted the only faults that are to come
   * @param network the network that this process has for itself; null for none
   */
  Torture(
      Path folder,
      long seed,
      double rate,
      Report report,
      Set<Fault> wanted,
      @Nullable Network network) {
    this.folder = folder;
    this.seed = seed;
    this.rate = rate;
    this.report = report;
    this.network = network;
    this.possible = possible(wanted);
  }

  /** What this machine lets us do; the rest is left out, and said. */
  private Set<Fault> possible(Set<Fault> wanted) {
    Set<Fault> possible = EnumSet.copyOf(wanted);
    if (network == null) {
      report.note("no faults of the network: they need root, ip, unshare and setpriv");
      possible.removeIf(fault -> Part.LINKS.contains(fault.part()));
    }
    if (!Disk.possible(folder)) {
      report.note("no disk faults: they need root, loop devices and fsfreeze");
      possible.removeIf(fault -> DISKS.contains(fault.way()));
    }
    if (!Shell.hasFaketime()) {
      report.note("no clock faults: they need " + Shell.FAKETIME + " (Debian: faketime)");
      possible.removeIf(fault -> fault.way() == Way.CLOCK);
    }
    if (possible.stream().allMatch(fault -> fault.weight() == 0)) {
      throw new IllegalArgumentException("faults: none left (expected: at least one)");
    }
    return possible;
  }

  /**
   * Runs.
   *
   * @param end when no more faults come
   * @param chapter how long a chapter has faults
   * @param first the number of the first chapter
   */
  void run(Instant end, Duration chapter, int first) throws InterruptedException {
    Thread stopped = new Thread(this::write, "report");
    Runtime.getRuntime().addShutdownHook(stopped); // so that there is one, however it ends
    for (int number = first; Instant.now().isBefore(end); number++) {
      chapter(number, chapter, end);
      write();
    }
    Runtime.getRuntime().removeShutdownHook(stopped);
  }

  private void chapter(int number, Duration length, Instant end) throws InterruptedException {
    report.say("chapter " + number + " of seed " + seed);
    boolean before = report.good();
    Path root = folder.resolve("chapter-" + number);
    long chapterSeed = Schedule.chapterSeed(seed, number);
    boolean disks = possible.stream().anyMatch(fault -> DISKS.contains(fault.way()));
    try (Arena arena = new Arena(root, report, disks, network != null);
        Chapter chapter = new Chapter(arena, network, chapterSeed, rate)) {
      Instant over = Instant.now().plus(length);
      Instant until = over.isBefore(end) ? over : end;
      chapter.run(Schedule.of(seed, number, possible), () -> Instant.now().isAfter(until));
      chapter.finish();
      chapter.end(Schedule.ending(seed, number, possible));
    } catch (StackException e) {
      report.failure(Report.Count.STALLED, 1, "chapter " + number + ": " + e.getMessage());
    }
    if (before && report.good()) {
      Shell.run("rm", "-rf", root.toString());
    } else {
      report.note("chapter " + number + " is kept in " + root + "; " + replay(number));
    }
  }

  private String replay(int number) {
    return "replay: ./dumul torture --seed " + seed + " --chapter " + number;
  }

  /** The report as JSON and as Markdown. */
  private void write() {
    ObjectNode json = report.json();
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("report.json"), json.toPrettyString() + "\n");
      Files.write(folder.resolve("report.md"), report.markdown());
    } catch (IOException e) {
      throw new StackException(folder + ": no report written", e);
    }
  }
}
