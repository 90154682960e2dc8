package io.dumul.core.edge;

/**
 * What became of one event of the log, kept for the newest 65,536 offsets of a partition.
 *
 * @param offset of the event in its partition
 */
public record Receipt(long offset, Outcome outcome) {

  /** What one mutation did to its edge. */
  public enum Outcome {
    /** Not seen before, seen now. */
    CREATED,
    /** Seen before and now, and changed. */
    UPDATED,
    /** Seen before, not now. */
    DELETED,
    /** Seen before and now, and nothing has changed. */
    SAME,
    /** Not seen, before or now. */
    HIDDEN,
    /** The same event stands in the log before. */
    REPEATED,
    /** No mutation of a table: the log's judge has rejected it. */
    INVALID;

    boolean wasLive() {
      return this == UPDATED || this == DELETED || this == SAME;
    }

    boolean isLive() {
      return this == CREATED || this == UPDATED || this == SAME;
    }
  }

  public static Outcome outcome(EdgeState before, EdgeState after) {
    if (before.isLive() != after.isLive()) {
      return after.isLive() ? Outcome.CREATED : Outcome.DELETED;
    }
    if (!after.isLive()) {
      return Outcome.HIDDEN;
    }
    return before.same(after) ? Outcome.SAME : Outcome.UPDATED;
  }
}
