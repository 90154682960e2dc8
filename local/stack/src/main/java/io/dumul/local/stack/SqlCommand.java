package io.dumul.local.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "sql",
    description =
        "Runs a query of Spark SQL over the tables activity, quarantine, aggregates, epochs.")
final class SqlCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Parameters(paramLabel = "QUERY", arity = "1..*", description = "One or several queries.")
  private List<String> queries = List.of();

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(List.of("sql"));
    arguments.addAll(queries);
    return place.stack().batch(arguments);
  }
}
