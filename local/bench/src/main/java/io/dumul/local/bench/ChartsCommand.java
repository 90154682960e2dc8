package io.dumul.local.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws the results that are there. */
@Command(
    name = "charts",
    mixinStandardHelpOptions = true,
    description = "Draws the results in .dumul/bench as charts.")
final class ChartsCommand implements Callable<Integer> {
  @Option(names = "--out", description = "The folder of the charts: docs/charts.")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    Repository repository = Repository.find();
    Path to = out.toString().isEmpty() ? repository.home().resolve("docs/charts") : out;
    Path scripts = repository.home().resolve("local/bench/python");
    Path venv = repository.work().resolve("venv");
    run(List.of(scripts.resolve("install.sh").toString(), venv.toString()));
    run(
        List.of(
            venv.resolve("bin/python").toString(),
            scripts.resolve("charts.py").toString(),
            repository.work().toString(),
            to.toString()));
    return 0;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(command.get(0) + ": failed (expected: status 0)");
    }
  }
}
