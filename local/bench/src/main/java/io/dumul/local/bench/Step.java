package io.dumul.local.bench;

import java.util.Map;

/**
 * What one run of one step of the batch layer, or of a peer of it, measured.
 *
 * @param step as land
 * @param way who did it
 * @param units how many events or cells it did
 * @param cpuNanos CPU time of its process, without the JVM's compilers
 * @param othersNanos CPU time of the broker and of HBase
 * @param totals what came out, by metric; empty where it is told elsewhere
 */
record Step(
    String step,
    String way,
    int round,
    long units,
    long nanos,
    long cpuNanos,
    long othersNanos,
    Map<String, Totals.Total> totals) {

  double perSecond() {
    return units * 1e9 / nanos;
  }

  double seconds() {
    return nanos / 1e9;
  }

  double cpuMicros() {
    return cpuNanos / 1e3 / units;
  }

  String line() {
    return "%-9s %-13s %,10d in %6.2f s, %,9.0f /s, %5.2f us CPU, others %5.2f"
        .formatted(
            step, way, units, seconds(), perSecond(), cpuMicros(), othersNanos / 1e3 / units);
  }
}
