package io.dumul.local.stack;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "start",
    description = "Starts all processes, or those that are named, and leaves them running.")
final class StartCommand implements Runnable {
  @Mixin private Place place = new Place();

  @Parameters(paramLabel = "PROCESS", description = "kafka, hbase, speed, serving, airflow.")
  private List<String> names = List.of();

  @Override
  public void run() {
    Stack stack = place.stack();
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
    if (names.isEmpty()) {
      stack.start();
    } else {
      stack.start(names);
    }
    stack.keep();
  }
}
