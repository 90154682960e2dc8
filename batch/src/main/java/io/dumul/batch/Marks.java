package io.dumul.batch;

import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Recovered;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Reads and signs the marks of recovered records, in tasks.
 *
 * @param key for marks alone; it comes from the barriers' key and does not tell it
 * @param topicId id of the log
 */
record Marks(byte[] key, String topicId) implements Serializable {

  static Marks of(byte[] barrierKey, String topicId) {
    return new Marks(Recovered.key(barrierKey), topicId);
  }

  /** What a record stands for; null where it is an ordinary one. */
  @Nullable Recovered of(LogRecord record) {
    return Recovered.of(record, key, topicId).orElse(null);
  }
}
