package io.dumul.core.seam;

/** Bugs that are planted one at a time: the simulation must catch each of them. */
enum Bug {
  /** Nothing is wrong. */
  NONE,
  /** Batch leaves the last record before a barrier to the next epoch. */
  BOUNDARY_OFF_BY_ONE,
  /** Readers add the increments of the published epoch too. */
  MERGE_OFF_BY_ONE,
  /** Speed takes every copy of a barrier for the next one. */
  BARRIER_COPY_COUNTED,
  /** Speed takes barriers that nobody signed. */
  FORGED_BARRIER_COUNTED,
  /** Speed forgets at each barrier which events it has seen. */
  DEDUPE_RESET_AT_BARRIER,
  /** Batch looks for duplicates within the epoch only. */
  DEDUPE_WITHOUT_HISTORY,
  /** Batch takes an event for a duplicate of one before the horizon. */
  DEDUPE_WITHOUT_HORIZON,
  /** Speed takes copies for new events when they were appended much later. */
  DEDUPE_BY_APPEND_TIME,
  /** Speed judges lateness by the append time. */
  LATE_BY_APPEND_TIME,
  /** Speed commits its offset apart from its state. */
  OFFSET_BEHIND_STATE,
  /** A write of an increment replaces any other, whatever its version. */
  VERSION_IGNORED,
  /** A speed view that is built anew keeps the number of the old one. */
  GENERATION_KEPT,
  /** Progress is reported before the increments that it speaks of. */
  PROGRESS_TOO_EARLY,
  /** Recompute folds only the events of the new epoch. */
  RECOMPUTE_FORGETS,
  /** Recompute takes the day of the append time for the day that is touched. */
  DAYS_BY_APPEND_TIME,
  /** Cells of abandoned attempts are left as they are. */
  ABANDONED_NOT_REWRITTEN,
  /** A value that vanished is left out in place of an explicit empty. */
  EMPTY_NOT_WRITTEN,
  /** The pointer goes back to an attempt that may have died half way. */
  ROLLBACK_TO_ANY_ATTEMPT,
  /** The pointer goes back to where increments are gone, and readers do not mind. */
  EXPIRED_NOT_CHECKED,
  /** Increments are deleted as soon as their epoch is published. */
  EXPIRED_AT_ONCE,
  /** Readers go on with what was published long ago. */
  STALE_STATE,
  /** Readers do not see that a newer generation replaced what they look for. */
  REPLACED_NOT_CHECKED,
  /** Readers do not ask since which epoch a rebuilt view is complete. */
  SINCE_NOT_CHECKED;

  boolean is(Bug bug) {
    return this == bug;
  }
}
