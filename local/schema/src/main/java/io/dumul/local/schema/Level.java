package io.dumul.local.schema;

/** How much a change of a schema changes, and so which part of its version must grow. */
enum Level {
  /** Nothing that is valid or not changes: words only. */
  WORDS,
  /** Every old event stays valid, and who reads by the old schema finds what it expects. */
  ADDITION,
  /** Some old events may be invalid now, or a reader may find what it did not expect. */
  REVISION,
  /** Old events are invalid now, or what readers rely on is gone. */
  MODEL;

  Level or(Level other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
