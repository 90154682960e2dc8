package io.dumul.serving;

import io.dumul.serving.collect.EventLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;

/** A log on the heap, which can fail. */
final class InMemoryEventLog implements EventLog {

  /** A record as it stands in the log. */
  record Entry(String subject, String value) {}

  private final List<Entry> entries = new ArrayList<>();
  private int appends;
  private IntPredicate failing = append -> false;
  private IntPredicate hanging = append -> false;

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * @param failing whether the append of this number, from 0, fails at once
   */
  synchronized void fail(IntPredicate failing) {
    this.failing = failing;
    appends = 0;
  }

  /**
   * @param hanging whether the append of this number, from 0, never ends
   */
  synchronized void hang(IntPredicate hanging) {
    this.hanging = hanging;
    appends = 0;
  }

  @Override
  public synchronized CompletableFuture<Position> append(String subject, byte[] value) {
    int append = appends++;
    if (failing.test(append)) {
      return CompletableFuture.failedFuture(new IllegalStateException("the broker is away"));
    }
    if (hanging.test(append)) {
      return new CompletableFuture<>();
    }
    entries.add(new Entry(subject, new String(value, StandardCharsets.UTF_8)));
    return CompletableFuture.completedFuture(new Position(0, entries.size() - 1));
  }

  @Override
  public void close() {}
}
