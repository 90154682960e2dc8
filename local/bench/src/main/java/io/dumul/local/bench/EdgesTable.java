package io.dumul.local.bench;

import io.dumul.local.bench.EdgesCommand.Line;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What edges were measured to do, as a table in Markdown: medians of the rounds. */
final class EdgesTable {
  private static final String HEAD =
      """
      | way | kind | requests/s | CPU us of the servers | requests/s of a core | at a rate of | p50 ms | p99 ms | p99.9 ms |
      |---|---|---|---|---|---|---|---|---|
      """;

  private EdgesTable() {}

  static String of(List<Line> lines) {
    Map<String, List<Line>> byKind =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.way() + " | " + line.kind(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    StringBuilder table = new StringBuilder(HEAD);
    byKind.forEach((name, all) -> table.append(row(name, all)));
    return table.toString();
  }

  private static String row(String name, List<Line> all) {
    double micros = Median.of(all, Line::serverMicros);
    return "| %s | %,.0f | %.0f | %,.0f | %,.0f | %.1f | %.1f | %.1f |%n"
        .formatted(
            name,
            Median.of(all, Line::perSecond),
            micros,
            1e6 / micros,
            Median.of(all, Line::rate),
            Median.of(all, Line::p50) / 1000,
            Median.of(all, Line::p99) / 1000,
            Median.of(all, Line::p999) / 1000);
  }
}
