package io.dumul.local.stack;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sql",
    description =
        "Runs a query of Spark SQL over the tables activity, quarantine, aggregates and epochs.")
final class SqlCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Parameters(index = "0", paramLabel = "QUERY", description = "As: select * from epochs")
  private String query = "";

  @Option(
      names = "--format",
      description = "table, csv or json, a row a line (default: ${DEFAULT-VALUE}).")
  private String format = "table";

  @Option(names = "--limit", description = "Rows at most (default: ${DEFAULT-VALUE}).")
  private int limit = 1000;

  @Override
  public Integer call() {
    return place
        .stack()
        .batch(List.of("sql", "--format", format, "--limit", Integer.toString(limit), "--", query));
  }
}
