package io.dumul.local.bench;

import org.HdrHistogram.Histogram;

/**
 * What one way of reading was measured to do.
 *
 * @param keys in one request
 * @param perSecond requests a second with 64 under way
 * @param cpu microseconds a request then, of who asks, the server, and the store
 * @param rate requests a second at which latencies were taken
 * @param p50 median latency in microseconds, from the moment at which a request was due
 * @param right of how many of the first users it has read the right thing
 */
record Reading(
    String way,
    int keys,
    int round,
    double perSecond,
    ReadCpu.Taken cpu,
    double rate,
    long p50,
    long p99,
    long right) {

  /** As fast as it can. */
  record Fastest(Load.Sent sent, ReadCpu.Taken cpu) {}

  static Reading of(
      String way,
      int keys,
      int round,
      Fastest fastest,
      double rate,
      Histogram latencies,
      long right) {
    return new Reading(
        way,
        keys,
        round,
        fastest.sent().perSecond(),
        fastest.cpu(),
        rate,
        latencies.getValueAtPercentile(50),
        latencies.getValueAtPercentile(99),
        right);
  }

  String line() {
    return "%-8s %2d keys: %,8.0f requests/s; CPU %4.0f + %4.0f + %4.0f us; at %,6.0f/s p50 %,7d us, p99 %,8d us"
        .formatted(way, keys, perSecond, cpu.client(), cpu.server(), cpu.store(), rate, p50, p99);
  }
}
