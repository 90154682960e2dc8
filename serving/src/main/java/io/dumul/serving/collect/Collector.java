package io.dumul.serving.collect;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Puts events into the log and says of each what became of it. The verdict is a courtesy: the log
 * is the judge, so an event that is not valid goes into it too, where every layer rejects it and
 * the quarantine keeps it. What has no place in the log is refused, and what is wrong and of a type
 * and source that the definitions block is not taken.
 */
final class Collector {
  private static final String AGAIN =
      "not known to be in the log (expected: send it again with the same id)";

  private final EventLog log;
  private final Acceptor acceptor;
  private final Modes modes;
  private final Clock clock;

  Collector(EventLog log, Acceptor acceptor, Modes modes, Clock clock) {
    this.log = log;
    this.acceptor = acceptor;
    this.modes = modes;
    this.clock = clock;
  }

  /**
   * Appends all of them, in order. Once the log does not take one at once, those after it are not
   * tried, so a caller never waits for more than one.
   */
  CompletableFuture<List<EventResult>> collect(List<Incoming> events) {
    List<CompletableFuture<EventResult>> results = new ArrayList<>(events.size());
    boolean down = false;
    for (int i = 0; i < events.size(); i++) {
      Incoming event = events.get(i);
      CompletableFuture<EventResult> result =
          down && event.refusal() == null
              ? done(EventResult.unavailable(i, event.id(), "not tried; " + AGAIN))
              : append(i, event);
      down |= failed(result);
      results.add(result);
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(all -> results.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<EventResult> append(int index, Incoming event) {
    if (event.refusal() != null) {
      return done(EventResult.refused(index, event.id(), event.refusal()));
    }
    EventResult judged = judged(index, event);
    if (judged.status() == Status.BLOCKED) {
      return done(judged);
    }
    return log.append(event.subject(), event.value())
        .handle(
            (position, failure) ->
                failure == null
                    ? judged.at(position)
                    : failed(index, event, failure));
  }

  /** What becomes of it, as far as it can be told before the record has its place in the log. */
  private EventResult judged(int index, Incoming event) {
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

  private static EventResult failed(int index, Incoming event, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof EventLog.TooLargeException
        ? EventResult.refused(
            index,
            event.id(),
            CloudEvents.tooLarge(event.value().length, String.valueOf(cause.getMessage())))
        : EventResult.unavailable(index, event.id(), AGAIN);
  }

  private static boolean failed(CompletableFuture<EventResult> result) {
    return result.isDone() && result.join().status() == EventResult.Status.UNAVAILABLE;
  }

  private static CompletableFuture<EventResult> done(EventResult result) {
    return CompletableFuture.completedFuture(result);
  }
}
