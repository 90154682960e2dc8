package io.dumul.local.stack;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = "Says which processes run; the exit status is 0 when all serve.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Override
  public Integer call() {
    Stack stack = place.stack();
    boolean all = true;
    for (Daemon daemon : stack.daemons().values()) {
      boolean ready = daemon.ready();
      all &= ready;
      System.out.printf("%-18s %-12s %s%n", daemon.name(), state(daemon, ready), daemon.ports());
    }
    return all ? 0 : 1;
  }

  private static String state(Daemon daemon, boolean ready) {
    Optional<ProcessHandle> process = daemon.process();
    return process.map(handle -> (ready ? "serves " : "runs ") + handle.pid()).orElse("stopped");
  }
}
