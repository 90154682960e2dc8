package io.dumul.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the clock may be trusted with a commit. Iceberg writes the time of each commit into its
 * table and refuses, for ever until then, any commit of more than a minute before the last one: a
 * step whose clock is hours ahead would stop all others for hours.
 */
final class ClockCheck {
  /** Less than what Iceberg overlooks. */
  private static final Duration MOST_AHEAD = Duration.ofSeconds(45);

  private ClockCheck() {}

  /**
   * @param servers what time it is for others; empty where they do not tell
   * @throws RefusedException where the clock is ahead of theirs
   */
  static void require(Instant now, Optional<Instant> servers) {
    servers
        .filter(time -> now.isAfter(time.plus(MOST_AHEAD)))
        .ifPresent(
            time -> {
              throw new RefusedException(
                  "clock: "
                      + now
                      + " (expected: about "
                      + time
                      + ", as the log's servers have it; a commit from a later time would stop all"
                      + " others until then)");
            });
  }
}
