package io.dumul.local.stack.torture;

import io.dumul.local.stack.Programs;
import io.dumul.local.stack.Stack;
import io.dumul.local.stack.StackException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a chapter happens to: a fresh stack, its disks, and the means to do it harm. */
final class Arena implements AutoCloseable {
  private static final String QUICK = "-XX:TieredStopAtLevel=1";
  private static final int MEGABYTES = 1024;

  private final Path root;
  private final Stack stack;
  private final Report report;
  private final Map<Part, Disk> disks = new EnumMap<>(Part.class);
  private final Set<Process> others = ConcurrentHashMap.newKeySet();
  private boolean closed;
  private final Thread emergency = new Thread(this::abandon, "abandon");

  /**
   * @param ownDisks whether data folders get file systems of their own
   * @param ownUsers whether speed and serving are run by users of their own
   */
  Arena(Path root, Report report, boolean ownDisks, boolean ownUsers) {
    this.root = root;
    this.report = report;
    Path repository = Stack.onFreePorts(root).definitions(); // chooses the ports
    this.stack =
        Stack.in(
            root,
            Map.of("DUMUL_JVM_OPTIONS", QUICK),
            Map.of("definitions", definitions(repository).toString()),
            report::say);
    Runtime.getRuntime().addShutdownHook(emergency);
    if (ownDisks) {
      disk(Part.KAFKA, stack.folder().data(Programs.KAFKA));
      disk(Part.HBASE, stack.folder().data(Programs.HBASE));
      disk(Part.SPEED, stack.folder().data(Programs.SPEED));
      disk(Part.BATCH, stack.folder().warehouse());
    }
    if (ownUsers) {
      NetworkFaults.USERS.forEach((program, user) -> stack.wrap(program, Network.as(user)));
    }
    stack.start(List.of(Programs.KAFKA, Programs.HBASE, Programs.SPEED, Programs.SERVING));
  }

  /** The repository's, and a table of edges whose writers wait for nothing. */
  private Path definitions(Path repository) {
    Path own = root.resolve("definitions");
    Shell.run("cp", "-r", repository.toString(), own.toString());
    try (InputStream table = Arena.class.getResourceAsStream("visits.yaml")) {
      Files.copy(
          java.util.Objects.requireNonNull(table), own.resolve("tables").resolve("visits.yaml"));
    } catch (IOException e) {
      throw new StackException(own + ": cannot be made", e);
    }
    return own;
  }

  private void disk(Part part, Path folder) {
    Disk disk = new Disk(root.resolve("disks").resolve(part.program() + ".img"), folder);
    disk.mount(MEGABYTES);
    disks.put(part, disk);
  }

  Path root() {
    return root;
  }

  Stack stack() {
    return stack;
  }

  Report report() {
    return report;
  }

  Disk disk(Part part) {
    Disk disk = disks.get(part);
    if (disk == null) {
      throw new StackException(part.program() + ": no disk of its own");
    }
    return disk;
  }

  /** The process, which is started where it does not run. */
  ProcessHandle process(Part part) {
    if (stack.process(part.program()).isEmpty()) {
      revive(part);
    }
    return stack
        .process(part.program())
        .orElseThrow(() -> new StackException(part.program() + ": does not run"));
  }

  /**
   * Starts a process again; where it does not come up, as when another one is away, a keeper will.
   */
  void revive(Part part) {
    revive(part, Map.of());
  }

  /** The same with something added to its environment. */
  void revive(Part part, Map<String, String> environment) {
    try {
      stack.start(part.program(), environment);
    } catch (StackException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      report.say(part.program() + " is not up again yet: " + why);
    }
  }

  /** Starts a process beside those of the stack; it ends with the chapter at the latest. */
  Process launch(List<String> command, Map<String, String> environment, Path log) {
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      File file = log.toFile();
      return started(builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file)));
    } catch (IOException e) {
      throw new StackException(command.get(0) + ": cannot be started", e);
    }
  }

  /** Once this is closed nothing starts any more. */
  private synchronized Process started(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new StackException("stopped");
    }
    Process process = builder.start();
    others.removeIf(other -> !other.isAlive());
    others.add(process);
    return process;
  }

  /** Nothing of it is needed any more. */
  private void abandon() {
    disks.values().forEach(Disk::thaw);
    synchronized (this) {
      closed = true;
      others.forEach(Process::destroyForcibly);
    }
    Part.ENGINES.forEach(part -> stack.kill9(part.program()));
    stack.close();
    disks.values().forEach(Disk::unmount);
  }

  @Override
  public void close() {
    abandon();
    Runtime.getRuntime().removeShutdownHook(emergency);
  }
}
