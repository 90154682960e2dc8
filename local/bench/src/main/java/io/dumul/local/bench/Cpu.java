package io.dumul.local.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * CPU time of this process and of others. The JVM's compilers are left out of this one's: what they
 * take depends on how long a run is, not on how many events it has.
 */
final class Cpu {
  private static final long TICK_NANOS = 10_000_000;
  private static final int USER = 11;

  private Cpu() {}

  static long nanos() {
    long all =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    return all - compilers();
  }

  static long nanos(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(0L);
  }

  private static long compilers() {
    try (var threads = Files.list(Path.of("/proc/self/task"))) {
      long ticks = 0;
      for (Path thread : threads.toList()) {
        ticks += ticks(thread);
      }
      return ticks * TICK_NANOS;
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/self/task (expected: Linux)", e);
    }
  }

  /** User and system time of a compiler; 0 of any other thread, or of one that has ended. */
  private static long ticks(Path task) throws IOException {
    String stat;
    try {
      stat = Files.readString(task.resolve("stat"));
    } catch (NoSuchFileException e) {
      return 0;
    }
    int name = stat.indexOf('(');
    int end = stat.lastIndexOf(')');
    String thread = stat.substring(name + 1, end);
    if (!thread.startsWith("C1 Compiler") && !thread.startsWith("C2 Compiler")) {
      return 0;
    }
    List<String> fields = List.of(stat.substring(end + 2).split(" ", -1));
    return Long.parseLong(fields.get(USER)) + Long.parseLong(fields.get(USER + 1));
  }
}
