package io.dumul.core.event;

import org.jspecify.annotations.Nullable;

/**
 * What the accept rule says of one record. Nothing is dropped: every record of the log that is no
 * barrier has one.
 */
public sealed interface Verdict {

  /**
   * The event counts.
   *
   * @param observed the first thing that is wrong with it, where such events are observed; null
   *     where nothing is wrong
   */
  record Accepted(Event event, @Nullable Failure observed) implements Verdict {

    /** With nothing wrong. */
    public Accepted(Event event) {
      this(event, null);
    }
  }

  /**
   * An accepted event of the same subject and id stands before it in the partition, within the
   * horizon.
   */
  record Duplicate(Event event) implements Verdict {}

  /**
   * The record does not count.
   *
   * @param path JSON pointer into the envelope to what is wrong ("" for the whole record)
   * @param detail what was found and what was expected
   */
  record Rejected(Reason reason, String path, String detail) implements Verdict {}

  /** Why a record was rejected. */
  enum Reason {
    /** Not JSON, or not an object. */
    MALFORMED(2),
    /** A CloudEvents attribute is missing or wrong, or the record's key is not the subject. */
    ENVELOPE(3),
    /** No definition for the type. */
    UNKNOWN_TYPE(4),
    /** The data breaks the type's JSON Schema. */
    SCHEMA(5),
    /** Event time is before the closing time of the last barrier less the lateness bound. */
    LATE(6),
    /**
     * Event time is after both the append time and the last closing time by more than the bound.
     */
    FUTURE(7),
    /** The {@code dataschema} names a version of the type's schema that is not defined. */
    UNKNOWN_VERSION(8),
    /** More bytes than an event may have. */
    TOO_LARGE(9),
    /** The data fits the schema and breaks a rule of the type. */
    SEMANTIC_RULE(10),
    /** It counted, and was taken out afterwards; no reader of the log says so. */
    TAKEN_OUT(11);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /**
     * A number that stands for the reason in ledgers; it never changes. 0 and 1 are accepted and
     * duplicate.
     */
    public int code() {
      return code;
    }
  }
}
