package io.dumul.local.stack;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "batch",
    description =
        "Runs a command of the batch layer: close, land, recompute, audit, publish, rollback,"
            + " status, expire, maintain; dumul batch COMMAND --help says more.")
final class BatchCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its options, which are passed on as they are.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() {
    return place.stack().batch(arguments);
  }
}
