package io.dumul.local.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

@Command(
    name = "sql",
    description =
        "Runs a query of Spark SQL over the tables activity, quarantine, aggregates and epochs;"
            + " --format table, csv or json; --limit ROWS.")
final class SqlCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Parameters(index = "0", paramLabel = "QUERY", description = "As: select * from epochs")
  private String query = "";

  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(List.of("sql", query));
    arguments.addAll(options);
    return place.stack().batch(arguments);
  }
}
