package io.dumul.core.definition;

/** What becomes of an event that is wrong. */
public enum Mode {
  /**
   * It counts, and is told apart by its failures. Only what the data says may be wrong: the version
   * it names, its schema, its rules. A wrong envelope or time cannot be observed, as the log could
   * not tell a duplicate.
   */
  OBSERVE,
  /** It does not count, and stands in the quarantine. */
  QUARANTINE,
  /** The collector does not take it; one that comes into the log another way is quarantined. */
  BLOCK
}
