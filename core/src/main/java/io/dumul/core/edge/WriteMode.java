package io.dumul.core.edge;

import org.jspecify.annotations.Nullable;

/** How a mutation is answered. */
public enum WriteMode {
  /** When the change is readable. */
  SYNC,
  /** When it is in the log. */
  ASYNC,
  /** At once; it is not even put into the log. */
  DROP;

  /**
   * The mode of a call: what the system itself asks for goes before what is set for all, that
   * before what the request asks for, that before the table's.
   *
   * @throws IllegalArgumentException where the system and the request both ask, or a request asks a
   *     table that drops to be synchronous
   */
  public static WriteMode of(
      @Nullable WriteMode internal,
      @Nullable WriteMode global,
      @Nullable WriteMode request,
      WriteMode table) {
    if (internal != null && request != null) {
      throw new IllegalArgumentException("mode: " + request + " (expected: none with internal)");
    }
    WriteMode above = internal == null ? global : internal;
    if (above != null) {
      return above;
    }
    if (request == SYNC && table == DROP) {
      throw new IllegalArgumentException("mode: SYNC (expected: another, as the table drops)");
    }
    return request == null ? table : request;
  }
}
