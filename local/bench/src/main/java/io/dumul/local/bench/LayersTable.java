package io.dumul.local.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** All layers as tables in Markdown. */
final class LayersTable {
  private static final int WARM_SECONDS = 60;

  private LayersTable() {}

  /** Of what came after the first minute, where there is more. */
  static String of(List<Sample> all, List<LayersBatchCommand.Epoch> epochs) {
    List<Sample> samples = all.stream().filter(sample -> sample.second() > WARM_SECONDS).toList();
    List<Sample> some = samples.isEmpty() ? all : samples;
    StringBuilder table =
        new StringBuilder(
            """
            | figure | median | 99 of 100 | most |
            |---|---|---|---|
            """);
    row(table, "events a second", some, Sample::perSecond);
    row(table, "lag, records", some, Sample::lag);
    row(table, "open epochs", some, Sample::open);
    row(table, "fresh, p50 ms of 5 s", some, sample -> sample.fresh().p50());
    row(table, "fresh, p99 ms of 5 s", some, sample -> sample.fresh().p99());
    row(table, "read, p50 ms of 5 s", some, sample -> sample.read().p50());
    row(table, "read, p99 ms of 5 s", some, sample -> sample.read().p99());
    row(table, "100 events accepted, p99 ms of 5 s", some, sample -> sample.accept().p99());
    for (String process : all.get(0).megabytes().keySet()) {
      row(table, process + ", MB", some, sample -> sample.megabytes().getOrDefault(process, 0L));
      row(table, process + ", cores", some, sample -> sample.cores().getOrDefault(process, 0.0));
    }
    return table + "\n" + epochs(epochs);
  }

  private static String epochs(List<LayersBatchCommand.Epoch> epochs) {
    StringBuilder table =
        new StringBuilder(
            """
            | epoch | events | cells | land s | recompute s | audit s | publish s |
            |---|---|---|---|---|---|---|
            """);
    for (int i = 0; i < epochs.size(); i++) {
      LayersBatchCommand.Epoch epoch = epochs.get(i);
      table.append(
          "| %d | %,d | %,d | %.1f | %.1f | %.1f | %.1f |%n"
              .formatted(
                  i,
                  epoch.events(),
                  epoch.cells(),
                  epoch.landSeconds(),
                  epoch.recomputeSeconds(),
                  epoch.auditSeconds(),
                  epoch.publishSeconds()));
    }
    return table.toString();
  }

  private static void row(
      StringBuilder table, String name, List<Sample> samples, ToDoubleFunction<Sample> figure) {
    double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
    table.append(
        "| %s | %,.1f | %,.1f | %,.1f |%n"
            .formatted(
                name,
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)],
                sorted[sorted.length - 1]));
  }
}
