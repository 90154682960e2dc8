package io.dumul.local.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
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
    List<Double> rates = sorted(all, Measured::perSecond);
    double rate = median(rates);
    double ours = median(sorted(dumul, Measured::perSecond));
    return "| %s | %,.0f | %,.0f to %,.0f | %.1f | %.1f | %.2f | %.2f x |%n"
        .formatted(
            peer,
            rate,
            rates.get(0),
            rates.get(rates.size() - 1),
            median(sorted(all, Measured::cpuMicros)),
            median(sorted(all, Measured::brokerMicros)),
            rate / ours,
            ours / rate);
  }

  private static List<Double> sorted(List<Measured> all, ToDoubleFunction<Measured> figure) {
    return new ArrayList<>(all.stream().mapToDouble(figure).sorted().boxed().toList());
  }

  private static double median(List<Double> sorted) {
    int half = sorted.size() / 2;
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
