package io.dumul.local.bench;

import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Results as a table in Markdown. */
final class Table {
  private static final String HEAD =
      """
      | way | events/s | spread | CPU us an event | broker's | of dumul's rate | dumul's rate |
      |---|---|---|---|---|---|---|
      """;

  private Table() {}

  static String line(Measured measured) {
    return "%-8s %,7.0f events/s, %5.1f us CPU an event, broker %4.1f %s"
        .formatted(
            measured.peer(),
            measured.perSecond(),
            measured.cpuMicros(),
            measured.brokerMicros(),
            measured.note());
  }

  static String of(List<Measured> results) {
    Map<String, List<Measured>> byPeer =
        results.stream()
            .collect(
                Collectors.groupingBy(Measured::peer, LinkedHashMap::new, Collectors.toList()));
    List<Measured> dumul = byPeer.getOrDefault("dumul", List.of());
    StringBuilder table = new StringBuilder(HEAD);
    byPeer.forEach((peer, all) -> table.append(row(peer, all, dumul)));
    return table.toString();
  }

  private static String row(String peer, List<Measured> all, List<Measured> dumul) {
    DoubleSummaryStatistics rates =
        all.stream().mapToDouble(Measured::perSecond).summaryStatistics();
    double rate = Median.of(all, Measured::perSecond);
    double ours = Median.of(dumul, Measured::perSecond);
    return "| %s | %,.0f | %,.0f to %,.0f | %.1f | %.1f | %.2f | %.2f x |%n"
        .formatted(
            peer,
            rate,
            rates.getMin(),
            rates.getMax(),
            Median.of(all, Measured::cpuMicros),
            Median.of(all, Measured::brokerMicros),
            rate / ours,
            ours / rate);
  }
}
