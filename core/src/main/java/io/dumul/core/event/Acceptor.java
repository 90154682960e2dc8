package io.dumul.core.event;

import io.dumul.core.definition.Definitions;
import java.time.Instant;

/**
 * The accept rule up to the duplicate check, the same in every layer: envelope, schema, time
 * bounds. It holds no state, so layers may judge records in any order and in parallel.
 *
 * <p>The last step, duplicate, needs memory and is each layer's own: a record judged {@link
 * Verdict.Accepted} here is a {@link Verdict.Duplicate} when an accepted event with the same
 * subject and id stands before it in the partition and that event's time is not before {@code
 * horizon(closing)}, where closing is the time in the last counted barrier before the record. The
 * horizon only moves at barriers, so memory may be cleared there.
 */
public final class Acceptor {
  private final Definitions definitions;

  public Acceptor(Definitions definitions) {
    this.definitions = definitions;
  }

  /**
   * Judges one record.
   *
   * @param closing the closing time in the last counted barrier before the record in its partition;
   *     {@link Instant#MIN} where there is none
   * @return Accepted or Rejected, never Duplicate
   */
  @SuppressWarnings("DoNotCallSuggester")
  public Verdict judge(LogRecord record, Instant closing) {
    throw new UnsupportedOperationException(definitions.hash() + record + closing);
  }
}
