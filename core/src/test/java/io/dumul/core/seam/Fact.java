package io.dumul.core.seam;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a record of the log is in truth, known to who wrote it. The oracle reads only this.
 *
 * @param order null for what is no order or a wrong one
 * @param closes what a signed barrier says, null for what is none
 */
record Fact(
    int partition, long offset, Instant append, @Nullable Order order, @Nullable Closes closes) {

  /** A signed barrier. */
  record Closes(long epoch, Instant closing) {

    /** Whether it is the first that closes the open epoch, not earlier than the one before. */
    boolean counts(long open, Instant before) {
      return epoch == open && !closing.isBefore(before);
    }
  }
}
