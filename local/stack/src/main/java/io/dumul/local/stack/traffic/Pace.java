package io.dumul.local.stack.traffic;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;

/** How fast records are sent. */
public interface Pace {

  /** Waits until a record that is sent at this time is due. */
  void await(Instant at) throws InterruptedException;

  /** As fast as possible. */
  static Pace unlimited() {
    return at -> {};
  }

  /** In real time: a record is due when the clock shows its time. */
  static Pace real(Clock clock) {
    return at -> {
      long millis = Duration.between(clock.instant(), at).toMillis();
      if (millis > 0) {
        Thread.sleep(millis);
      }
    };
  }

  /** Sends everything and returns how many records that were; ends early when interrupted. */
  default long send(Iterator<Sent> records, EventSink sink) {
    long count = 0;
    try {
      while (!Thread.currentThread().isInterrupted() && records.hasNext()) {
        Sent record = records.next();
        await(record.at());
        sink.offer(record.key(), record.value());
        count++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sink.flush();
    return count;
  }
}
