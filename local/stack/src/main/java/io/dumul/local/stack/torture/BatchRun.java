package io.dumul.local.stack.torture;

import io.dumul.local.stack.StackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One process of the batch layer, with its output in a file of its own.
 *
 * @param log where its output is
 */
record BatchRun(Process process, Path log) {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final int TIMED_OUT = 124;

  static BatchRun start(Arena arena, List<String> arguments, Map<String, String> environment) {
    int number = NUMBERS.incrementAndGet();
    Path log =
        arena
            .root()
            .resolve("logs/batch")
            .resolve(String.format(Locale.ROOT, "%04d-%s.log", number, arguments.get(0)));
    Process process = arena.launch(arena.stack().batchCommand(arguments), environment, log);
    return new BatchRun(process, log);
  }

  /** Waits for its end and returns its status; kills it where it takes too long. */
  int await(long seconds) {
    try {
      if (process.waitFor(seconds, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      kill();
      return TIMED_OUT;
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  void kill() {
    process.destroyForcibly();
  }

  void freeze() {
    Shell.freeze(process.toHandle());
  }

  void wake() {
    Shell.wake(process.toHandle());
  }

  String output() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The last line, which mostly says why it failed. */
  String lastLine() {
    List<String> lines = output().lines().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "no output" : lines.get(lines.size() - 1);
  }
}
