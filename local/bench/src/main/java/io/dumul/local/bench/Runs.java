package io.dumul.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/** Processes and folders of runs. */
final class Runs {
  private Runs() {}

  /**
   * Waits for its end, which must be a good one.
   *
   * @param what for the message where it is not
   */
  static void await(String what, Process process, long most, TimeUnit unit, Path log)
      throws IOException, InterruptedException {
    try {
      if (!process.waitFor(most, unit) || process.exitValue() != 0) {
        throw new IOException(what + ": failed (expected: a result; see " + log + ")");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  static void leaveNothing() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  static void deleteQuietly(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      System.err.println("bench: " + folder + " is left: " + e.getMessage());
    }
  }

  static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
