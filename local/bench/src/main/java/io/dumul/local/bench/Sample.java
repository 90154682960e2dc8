package io.dumul.local.bench;

import java.util.Map;

/**
 * All layers in one stretch of time.
 *
 * @param second when it ended, since the start
 * @param perSecond events acknowledged a second
 * @param lag records of the log that the speed view does not hold yet
 * @param published the last epoch that the batch view covers; -1 for none
 * @param open epochs after it
 * @param megabytes resident memory, by process
 * @param cores CPU seconds a second, by process
 * @param accept latencies of the collector, for a hundred events at once
 * @param read latencies of reads
 * @param fresh from acknowledged to visible in a merged answer
 */
record Sample(
    long second,
    double perSecond,
    long lag,
    long published,
    long open,
    Map<String, Long> megabytes,
    Map<String, Double> cores,
    Millis accept,
    Millis read,
    Millis fresh) {

  /** Milliseconds, of so many. */
  record Millis(long count, double p50, double p99, double most) {
    static Millis of(org.HdrHistogram.Histogram micros) {
      return new Millis(
          micros.getTotalCount(),
          Probe.millis(micros, 50),
          Probe.millis(micros, 99),
          Probe.millis(micros, 100));
    }
  }

  String line() {
    return "%5d s: %,7.0f events/s, lag %,d, epoch %d, %d open; fresh p50 %.0f ms, p99 %.0f ms; read p50 %.1f ms, p99 %.1f ms; %s MB"
        .formatted(
            second,
            perSecond,
            lag,
            published,
            open,
            fresh.p50(),
            fresh.p99(),
            read.p50(),
            read.p99(),
            megabytes);
  }
}
