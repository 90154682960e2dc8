package io.dumul.local.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            Median.of(all, Reading::perSecond),
            all.stream().mapToDouble(Reading::perSecond).min().orElse(0),
            all.stream().mapToDouble(Reading::perSecond).max().orElse(0),
            Median.of(all, Reading::perSecond) / Median.of(bare, Reading::perSecond),
            Median.of(all, reading -> reading.cpu().client()),
            Median.of(all, reading -> reading.cpu().server()),
            Median.of(all, reading -> reading.cpu().store()),
            Median.of(all, Reading::rate),
            Median.of(all, Reading::p50) / 1000,
            Median.of(all, Reading::p99) / 1000,
            Median.of(all, Reading::p99) / Median.of(bare, Reading::p99));
  }
}
