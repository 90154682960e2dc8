package io.dumul.local.stack;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Stops all processes, or those that are named.")
final class StopCommand implements Runnable {
  @Mixin private Place place = new Place();

  @Parameters(paramLabel = "PROCESS", description = "kafka, hbase, speed, serving, airflow.")
  private List<String> names = List.of();

  @Override
  public void run() {
    if (names.isEmpty()) {
      List<Stack> stacks = place.stacks();
      stacks.forEach(Stack::hold);
      stacks.forEach(Stack::stop);
    } else {
      Stack stack = place.stack();
      stack.hold();
      names.forEach(stack::stop);
    }
  }
}
