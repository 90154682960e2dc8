package io.dumul.serving.collect;

import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Mode;
import io.dumul.core.definition.Modes;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Failure;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.PartialEvent;
import io.dumul.core.event.Verdict;
import io.dumul.serving.collect.EventResult.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Tells what the accept rule will say of an event that is not in the log yet. */
public final class Foresight {
  private final Acceptor acceptor;
  private final Modes modes;
  private final Clock clock;

  /**
   * @param clock gives the append time that the accept rule is asked with
   */
  public Foresight(Definitions definitions, Clock clock) {
    this.acceptor = new Acceptor(definitions);
    this.modes = definitions.modes();
    this.clock = clock;
  }

  /** What becomes of it, as far as it can be told before the record has its place in the log. */
  EventResult of(int index, Incoming event) {
    if (event.refusal() != null) {
      return EventResult.refused(index, event.id(), event.refusal());
    }
    LogRecord record = record(event);
    Verdict verdict = acceptor.judge(record, Instant.MIN);
    if (verdict instanceof Verdict.Accepted accepted && accepted.observed() == null) {
      return EventResult.judged(index, event.id(), Status.ACCEPTED, List.of());
    }
    List<Failure> failures = acceptor.explain(record, Instant.MIN);
    if (verdict instanceof Verdict.Accepted) {
      return EventResult.judged(index, event.id(), Status.ACCEPTED, failures);
    }
    Status status = blocks(PartialEvent.of(record)) ? Status.BLOCKED : Status.QUARANTINED;
    return EventResult.judged(index, event.id(), status, failures);
  }

  private boolean blocks(PartialEvent event) {
    String type = event.type() == null ? "" : event.type();
    String source = event.source() == null ? "" : event.source();
    return modes.of(type, source) == Mode.BLOCK;
  }

  private LogRecord record(Incoming event) {
    byte[] key = event.subject().getBytes(StandardCharsets.UTF_8);
    return new LogRecord(0, 0, clock.instant(), key, event.value(), null);
  }
}
