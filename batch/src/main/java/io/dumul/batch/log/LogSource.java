package io.dumul.batch.log;

import java.io.Serializable;

/** Opens the log, here or in a task on another machine. */
@FunctionalInterface
public interface LogSource extends Serializable {
  EventLog open();
}
