package io.dumul.serving.collect;

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
  private final Foresight foresight;

  Collector(EventLog log, Foresight foresight) {
    this.log = log;
    this.foresight = foresight;
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
    EventResult judged = foresight.of(index, event);
    if (!judged.status().isLogged()) {
      return done(judged);
    }
    return log.append(event.subject(), event.value())
        .handle(
            (position, failure) ->
                failure == null ? judged.at(position) : failed(index, event, failure));
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
