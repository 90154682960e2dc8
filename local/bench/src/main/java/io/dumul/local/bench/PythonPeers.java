package io.dumul.local.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** DuckDB and Polars over the files of the events, each in a process of its own. */
final class PythonPeers {
  private static final long MOST_MINUTES = 60;

  private PythonPeers() {}

  /** Runs both; where they cannot be installed it says so and has no results. */
  static List<Step> run(Repository repository, Path folder, int rounds)
      throws IOException, InterruptedException {
    Path scripts = repository.home().resolve("local/bench/python");
    Path venv = repository.work().resolve("venv");
    Path log = repository.work().resolve("python.log");
    if (!ends(List.of(scripts.resolve("install.sh").toString(), venv.toString()), log)) {
      System.out.println("bench: duckdb, polars: skipped, not installed (see " + log + ")");
      return List.of();
    }
    List<Step> results = new java.util.ArrayList<>();
    for (String way : List.of("duckdb", "polars")) {
      Path result = folder.resolve(way + ".json");
      List<String> command =
          List.of(
              venv.resolve("bin/python").toString(),
              scripts.resolve("daily.py").toString(),
              way,
              folder.resolve("files").toString(),
              folder.resolve(way + ".parquet").toString(),
              "" + rounds,
              result.toString());
      if (!ends(command, log)) {
        throw new IOException(way + ": failed (expected: a result; see " + log + ")");
      }
      List<Step> steps =
          new ObjectMapper().readValue(result.toFile(), new TypeReference<List<Step>>() {});
      steps.forEach(step -> System.out.println("bench: " + step.line()));
      results.addAll(steps);
    }
    return results;
  }

  private static boolean ends(List<String> command, Path log)
      throws IOException, InterruptedException {
    Files.deleteIfExists(log);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return process.waitFor(MOST_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
  }
}
