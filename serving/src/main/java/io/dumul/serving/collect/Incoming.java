package io.dumul.serving.collect;

import io.dumul.core.event.Failure;
import org.jspecify.annotations.Nullable;

/**
 * One event as it came in a request.
 *
 * @param id null where none can be read
 * @param subject the key that it gets in the log
 * @param value its bytes in the log: a CloudEvent in JSON (structured mode)
 * @param refusal why it cannot be put into the log; null where it can
 */
record Incoming(@Nullable String id, String subject, byte[] value, @Nullable Failure refusal) {
  private static final byte[] NOTHING = {};

  static Incoming of(@Nullable String id, String subject, byte[] value) {
    return new Incoming(id, subject, value, null);
  }

  static Incoming refused(@Nullable String id, Failure refusal) {
    return new Incoming(id, "", NOTHING, refusal);
  }
}
