package io.dumul.serving.alert;

import java.util.SortedMap;

/** Events by hour, by the hour's start in epoch seconds; an hour without events may be missing. */
public record Hours(SortedMap<Long, Long> received, SortedMap<Long, Long> passed) {

  long received(long hour) {
    return received.getOrDefault(hour, 0L);
  }

  long passed(long hour) {
    return passed.getOrDefault(hour, 0L);
  }

  /** The first hour that does not start before a time; hours start where the others do. */
  long start(long second) {
    long known = received.isEmpty() ? 0 : received.firstKey();
    return second + Math.floorMod(known - second, 3600L);
  }

  /** How many came from an hour on. */
  long receivedFrom(long hour) {
    return sum(received.tailMap(hour));
  }

  /** How many of them did not pass. */
  long failedFrom(long hour) {
    return receivedFrom(hour) - sum(passed.tailMap(hour));
  }

  private static long sum(SortedMap<Long, Long> hours) {
    return hours.values().stream().mapToLong(Long::longValue).sum();
  }
}
