package io.dumul.local.stack.torture;

import io.dumul.local.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands and signals of the operating system. */
final class Shell {
  static final Path FAKETIME =
      Path.of("/usr/lib/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu")
          .resolve("faketime/libfaketimeMT.so.1");

  private Shell() {}

  /** Runs a command, which must succeed. */
  static void run(String... command) {
    if (!succeeds(command)) {
      throw new StackException(String.join(" ", command) + ": failed");
    }
  }

  static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  /** Stops the process where it is; it knows nothing of it. */
  static void freeze(ProcessHandle process) {
    succeeds("kill", "-STOP", Long.toString(process.pid()));
  }

  static void wake(ProcessHandle process) {
    succeeds("kill", "-CONT", Long.toString(process.pid()));
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  static boolean hasFaketime() {
    return Files.exists(FAKETIME);
  }
}
