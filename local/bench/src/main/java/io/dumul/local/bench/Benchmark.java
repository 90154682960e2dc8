package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every benchmark has: a short version, a folder that it leaves as it was, and results. */
abstract class Benchmark implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--short", description = "Less of everything: about a minute.")
  private boolean brief;

  @Option(names = "--out", description = "Where the results go, a JSON file in .dumul/bench.")
  private Path out = Path.of("");

  /** Makes it take about a minute. */
  abstract void shorten();

  /** Refuses what cannot be measured. */
  abstract void check(Arguments arguments);

  /**
   * Measures.
   *
   * @param folder is removed afterwards
   * @return 0 where all that was computed is right
   */
  abstract int run(Repository repository, Path folder) throws Exception;

  @Override
  public final Integer call() throws Exception {
    if (brief) {
      shorten();
    }
    check(new Arguments(spec));
    Runtime.getRuntime().addShutdownHook(new Thread(Runs::leaveNothing, "stop"));
    Repository repository = Repository.find();
    Files.createDirectories(repository.work());
    Path folder = Files.createTempDirectory(repository.work(), "run-");
    try {
      return run(repository, folder);
    } finally {
      Runs.delete(folder);
    }
  }

  final boolean isShort() {
    return brief;
  }

  /** Writes the results to where they were asked for, or to a file of this name. */
  final Path write(Repository repository, String name, Object results) throws IOException {
    Path file = out.toString().isEmpty() ? repository.work().resolve(name + ".json") : out;
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), results);
    return file;
  }
}
