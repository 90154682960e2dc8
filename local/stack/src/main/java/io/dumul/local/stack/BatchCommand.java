package io.dumul.local.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

@Command(
    name = "batch",
    description =
        "Runs a command of the batch layer: close, land, recompute, audit, publish, rollback,"
            + " status, expire, maintain; dumul batch COMMAND --help says more.")
final class BatchCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Parameters(index = "0", paramLabel = "COMMAND", description = "The command.")
  private String command = "";

  @Unmatched private List<String> rest = new ArrayList<>();

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(rest);
    return place.stack().batch(arguments);
  }
}
