package io.dumul.batch.log;

import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;

/** Opens the log, here or in a task on another machine. */
@FunctionalInterface
public interface LogSource extends Serializable {
  EventLog open();

  /** What time it is for the log's servers; empty where they do not tell. */
  default Optional<Instant> time() {
    return Optional.empty();
  }
}
