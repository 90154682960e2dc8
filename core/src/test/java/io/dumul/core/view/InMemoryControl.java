package io.dumul.core.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** What the layers know of each other, on the heap, for simulations; safe for many threads. */
public final class InMemoryControl implements Control {
  private final TreeMap<Long, Attempt> attempts = new TreeMap<>();
  private final Map<Integer, SpeedProgress> speed = new HashMap<>();
  private long last;
  private long published;
  private long expiredThrough = -1;

  @Override
  public synchronized ControlState read() {
    return new ControlState(
        Optional.ofNullable(attempts.get(published)).map(Attempt::publication),
        List.copyOf(attempts.values()),
        speed,
        expiredThrough);
  }

  @Override
  public synchronized Attempt begin(long atLeast, LongFunction<Attempt> make) {
    long number = Math.max(last + 1, atLeast);
    Attempt attempt = make.apply(number).requireNumber(number);
    last = number;
    attempts.put(number, attempt);
    return attempt;
  }

  @Override
  public synchronized boolean publish(long expected, long number) {
    if (!attempts.containsKey(number)) {
      throw new IllegalArgumentException(
          "number: " + number + " (expected: one of " + attempts.keySet() + ")");
    }
    if (published == expected) {
      published = number;
    }
    return published == number;
  }

  @Override
  public synchronized void report(SpeedProgress progress) {
    speed.merge(progress.partition(), progress, (old, told) -> told.isOlderThan(old) ? old : told);
  }

  @Override
  public synchronized boolean reportAgain(SpeedProgress progress) {
    boolean known = speed.containsKey(progress.partition());
    if (known) {
      report(progress);
    }
    return known;
  }

  @Override
  public synchronized void expire(long throughEpoch) {
    expiredThrough = Math.max(expiredThrough, throughEpoch);
  }

  @Override
  public synchronized void forget(long belowNumber) {
    attempts.keySet().removeIf(number -> number < belowNumber && number != published);
  }

  @Override
  public void close() {}
}
