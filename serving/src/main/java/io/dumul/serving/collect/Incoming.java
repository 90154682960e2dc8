package io.dumul.serving.collect;

import org.jspecify.annotations.Nullable;

/**
 * One event as it came in a request.
 *
 * @param id null where none can be read
 * @param subject the key that it gets in the log
 * @param value its bytes in the log: a CloudEvent in JSON (structured mode)
 * @param refusal why it cannot be put into the log; null where it can
 */
record Incoming(@Nullable String id, String subject, byte[] value, @Nullable Refusal refusal) {
  private static final byte[] NOTHING = {};

  /**
   * Why an event cannot be put into the log.
   *
   * @param path JSON pointer into the event, "" for all of it
   */
  record Refusal(String reason, String path, String detail) {}

  static Incoming of(@Nullable String id, String subject, byte[] value) {
    return new Incoming(id, subject, value, null);
  }

  static Incoming refused(@Nullable String id, String reason, String path, String detail) {
    return new Incoming(id, "", NOTHING, new Refusal(reason, path, detail));
  }
}
