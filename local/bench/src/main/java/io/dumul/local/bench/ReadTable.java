package io.dumul.local.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Readings as a table in Markdown. */
final class ReadTable {
  private static final String HEAD =
      """
      | keys | way | requests/s | spread | to the bare Get | CPU us: asks, server, store | at a rate of | p50 ms | p99 ms | p99 to the bare Get's |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  private ReadTable() {}

  static String of(List<Reading> readings) {
    Map<String, List<Reading>> byWay =
        readings.stream()
            .collect(
                Collectors.groupingBy(
                    reading -> reading.keys() + " | " + reading.way(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    StringBuilder table = new StringBuilder(HEAD);
    byWay.forEach(
        (name, all) ->
            table.append(row(name, all, byWay.getOrDefault(all.get(0).keys() + " | get", all))));
    return table.toString();
  }

  private static String row(String name, List<Reading> all, List<Reading> bare) {
    return "| %s | %,.0f | %,.0f to %,.0f | %.2f | %.0f, %.0f, %.0f | %,.0f | %.1f | %.1f | %.2f |%n"
        .formatted(
            name,
            median(all, Reading::perSecond),
            all.stream().mapToDouble(Reading::perSecond).min().orElse(0),
            all.stream().mapToDouble(Reading::perSecond).max().orElse(0),
            median(all, Reading::perSecond) / median(bare, Reading::perSecond),
            median(all, reading -> reading.cpu().client()),
            median(all, reading -> reading.cpu().server()),
            median(all, reading -> reading.cpu().store()),
            median(all, Reading::rate),
            median(all, Reading::p50) / 1000,
            median(all, Reading::p99) / 1000,
            median(all, Reading::p99) / median(bare, Reading::p99));
  }

  private static double median(List<Reading> all, ToDoubleFunction<Reading> figure) {
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
