package io.dumul.local.bench;

import java.util.Map;

/**
 * What one run of one peer measured, start-up and warm-up left out.
 *
 * @param records how many records were folded while it was measured
 * @param cpuNanos CPU time of the peer's process, without the JVM's compilers
 * @param brokerNanos CPU time of the broker
 * @param held memory and files at the end
 * @param totals what came out, by metric
 */
record Measured(
    String peer,
    long records,
    long nanos,
    long cpuNanos,
    long brokerNanos,
    Held held,
    String note,
    Map<String, Totals.Total> totals) {

  /**
   * What a process holds, in megabytes.
   *
   * @param peak the most memory that was resident
   * @param state files of its folder
   */
  record Held(long peak, long state) {}

  double perSecond() {
    return records * 1e9 / nanos;
  }

  double cpuMicros() {
    return cpuNanos / 1e3 / records;
  }

  double brokerMicros() {
    return brokerNanos / 1e3 / records;
  }
}
