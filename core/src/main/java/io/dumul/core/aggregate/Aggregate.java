package io.dumul.core.aggregate;

/**
 * How events become an answer, in parts that layers compute apart and join later. {@link #merge} is
 * associative and commutative with {@link #empty} as identity, and {@link #add} is merging one
 * event, so neither arrival order nor the split between layers shows: exact aggregates give equal
 * {@link #present} (and equal {@link #encode} bytes) for every order and split, sketches stay
 * within their bound.
 *
 * @param <S> the state. {@link #add} and {@link #merge} may change and return their first argument,
 *     and never keep or change the second.
 */
public interface Aggregate<S> {

  S empty();

  S add(S state, Observation observation);

  S merge(S left, S right);

  Presented present(S state);

  /**
   * The state's bytes: a version byte, then the aggregate's own format, held fixed by golden files.
   */
  byte[] encode(S state);

  /**
   * Reads {@link #encode}'s bytes.
   *
   * @throws IllegalArgumentException when the bytes are of another version or damaged
   */
  S decode(byte[] bytes);

  /**
   * Whether the answer does not depend on anything but the set of events; sketches that are only
   * within a bound say false.
   */
  boolean exact();
}
