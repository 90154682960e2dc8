package io.dumul.speed;

import io.dumul.core.view.SpeedProgress;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds back the first reports of a new generation until it has come to where the log ended when it
 * started, so that readers keep the old view while the new one is built. A partition that comes no
 * further for half a minute is there: the log's last offsets may hold no records.
 *
 * @param ends by partition where the log ended; empty where nothing is held back
 * @param seen what came last, and when
 */
record ReportGate(Map<Integer, Long> ends, Map<Integer, Seen> seen) {
  private static final long QUIET_NANOS = 30_000_000_000L;

  /** An offset and when it was first seen, in nanoseconds of some clock that never goes back. */
  record Seen(long offset, long nanos) {}

  static ReportGate open() {
    return new ReportGate(Map.of(), new HashMap<>());
  }

  static ReportGate until(Map<Integer, Long> ends) {
    return new ReportGate(new HashMap<>(ends), new HashMap<>());
  }

  boolean opens(SpeedProgress progress, long nanos) {
    Long end = ends.get(progress.partition());
    if (end == null) {
      return true;
    }
    Seen last = seen.get(progress.partition());
    if (last == null || last.offset() != progress.offset()) {
      last = new Seen(progress.offset(), nanos);
      seen.put(progress.partition(), last);
    }
    boolean there = progress.offset() >= end || nanos - last.nanos() > QUIET_NANOS;
    if (there) {
      ends.remove(progress.partition());
    }
    return there;
  }
}
