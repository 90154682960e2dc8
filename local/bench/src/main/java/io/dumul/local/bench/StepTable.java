package io.dumul.local.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Results of steps as a table in Markdown. */
final class StepTable {
  private static final String HEAD =
      """
      | step | way | events or cells | s | spread | a second | CPU us each | others' | its time to dumul's |
      |---|---|---|---|---|---|---|---|---|
      """;

  private StepTable() {}

  static String of(List<Step> results) {
    Map<String, List<Step>> byWay =
        results.stream()
            .collect(
                Collectors.groupingBy(
                    step -> step.step() + " | " + step.way(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    StringBuilder table = new StringBuilder(HEAD);
    byWay.forEach(
        (name, all) -> {
          List<Step> dumul = byWay.getOrDefault(all.get(0).step() + " | dumul", List.of());
          table.append(row(name, all, dumul));
        });
    return table.toString();
  }

  private static String row(String name, List<Step> all, List<Step> dumul) {
    return "| %s | %,.0f | %.2f | %.2f to %.2f | %,.0f | %.2f | %.2f | %.2f |%n"
        .formatted(
            name,
            Median.of(all, Step::units),
            Median.of(all, Step::seconds),
            all.stream().mapToDouble(Step::seconds).min().orElse(0),
            all.stream().mapToDouble(Step::seconds).max().orElse(0),
            Median.of(all, Step::perSecond),
            Median.of(all, Step::cpuMicros),
            Median.of(all, step -> step.othersNanos() / 1e3 / step.units()),
            Median.of(dumul, Step::perSecond) / Median.of(all, Step::perSecond));
  }
}
