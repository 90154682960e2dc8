package io.dumul.serving.collect;

import io.dumul.serving.collect.InMemoryEventLog.Entry;
import java.util.List;

class InMemoryEventLogTest extends EventLogContract {
  private final InMemoryEventLog log = new InMemoryEventLog(MOST_BYTES);

  @Override
  EventLog log() {
    return log;
  }

  @Override
  List<Entry> read() {
    return log.entries();
  }
}
