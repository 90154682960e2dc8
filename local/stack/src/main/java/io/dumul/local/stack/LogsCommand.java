package io.dumul.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Prints the end of the log of a process.")
final class LogsCommand implements Runnable {
  @Mixin private Place place = new Place();

  @Parameters(paramLabel = "PROCESS", description = "kafka, hbase, speed, serving, airflow.")
  private String name = "";

  @Option(names = "-n", description = "How many lines (default: ${DEFAULT-VALUE}).")
  private int lines = 40;

  @Override
  public void run() {
    Path log = place.stack().folder().log(name);
    try {
      List<String> all = Files.readAllLines(log);
      all.subList(Math.max(0, all.size() - lines), all.size()).forEach(System.out::println);
    } catch (IOException e) {
      throw new StackException(log + ": no log (expected: one of the processes)", e);
    }
  }
}
