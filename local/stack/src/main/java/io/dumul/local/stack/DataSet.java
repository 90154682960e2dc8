package io.dumul.local.stack;

import io.dumul.local.stack.traffic.EventSink;
import io.dumul.local.stack.traffic.Mapping;
import io.dumul.local.stack.traffic.Replayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A real data set that the demo replays.
 *
 * @param name as it is asked for, and the folder of its mapping and definitions
 * @param events about how many events it has, by which it is cut into epochs
 * @param sampled metrics with so many keys that only one key in 64 is recounted
 * @param from a time before its first event
 * @param to a time after its last event
 */
record DataSet(String name, long events, Set<String> sampled, Instant from, Instant to) {
  private static final int SAMPLE = 64;
  private static final double DUPLICATES = 0.01;
  private static final double MALFORMED = 0.001;

  static final List<DataSet> ALL =
      List.of(
          new DataSet(
              "globo",
              2_073_175,
              Set.of("article-clicks", "user-clicks", "user-recent-articles"),
              Instant.parse("2017-09-01T00:00:00Z"),
              Instant.parse("2017-12-01T00:00:00Z")),
          new DataSet(
              "online-retail",
              541_909,
              Set.of("stock-lines"),
              Instant.parse("2010-11-01T00:00:00Z"),
              Instant.parse("2012-01-01T00:00:00Z")));

  static DataSet named(String name) {
    return ALL.stream()
        .filter(set -> set.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new StackException(
                    "data: "
                        + name
                        + " (expected: one of "
                        + ALL.stream().map(DataSet::name).toList()
                        + ")"));
  }

  Path folder(Path home) {
    return home.resolve("local/datasets").resolve(name);
  }

  /** Which keys are recounted one by one; the known totals are for all. */
  BiPredicate<String, List<String>> recounted() {
    return (metric, key) -> !sampled.contains(metric) || Math.floorMod(key.hashCode(), SAMPLE) == 0;
  }

  /** Replays it in file order, with repetitions and records that are no JSON. */
  Source source(Path home, Path dataFolder, long limit) {
    Mapping mapping = Mapping.read(folder(home).resolve("mapping.yaml"));
    Path file = dataFolder.resolve(mapping.file());
    if (!Files.exists(file)) {
      throw new StackException(
          "data: " + file + " is not there (expected: --data-dir with the folder that has it)");
    }
    return new Source(mapping, file, new Replayer.Options(DUPLICATES, MALFORMED, 1, limit));
  }

  /** A replay and how far it has come. */
  static final class Source {
    private final Mapping mapping;
    private final Path file;
    private final Replayer.Options options;
    private volatile @Nullable Replayer replayer;

    private Source(Mapping mapping, Path file, Replayer.Options options) {
      this.mapping = mapping;
      this.file = file;
      this.options = options;
    }

    void send(EventSink sink) {
      Replayer started = new Replayer(mapping, file, options, sink);
      replayer = started;
      started.replay();
    }

    /** The latest event time so far: the time that an epoch closes with. */
    Instant lastTime() {
      Replayer started = replayer;
      String last = started == null ? "" : started.report().lastTime();
      if (last.isEmpty()) {
        throw new StackException("data: nothing was sent yet (expected: events before a close)");
      }
      return Instant.parse(last);
    }

    /** Rows, events, repetitions and more, for people. */
    String report() {
      Replayer started = replayer;
      return started == null ? "nothing sent" : started.report().toString();
    }
  }
}
