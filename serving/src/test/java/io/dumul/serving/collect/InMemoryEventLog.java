package io.dumul.serving.collect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;

/** A log on the heap, which can fail. */
public final class InMemoryEventLog implements EventLog {

  /** A record as it stands in the log. */
  public record Entry(String subject, String value) {}

  private final List<Entry> entries = new ArrayList<>();
  private final int mostBytes;
  private int appends;
  private IntPredicate failing = append -> false;
  private IntPredicate hanging = append -> false;

  /**
   * @param mostBytes the largest value that it takes
   */
  public InMemoryEventLog(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * @param failing whether the append of this number, from 0, fails at once
   */
  public synchronized void fail(IntPredicate failing) {
    this.failing = failing;
    appends = 0;
  }

  /**
   * @param hanging whether the append of this number, from 0, never ends
   */
  public synchronized void hang(IntPredicate hanging) {
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
    if (value.length > mostBytes) {
      return CompletableFuture.failedFuture(new TooLargeException(value.length + " bytes"));
    }
    entries.add(new Entry(subject, new String(value, StandardCharsets.UTF_8)));
    return CompletableFuture.completedFuture(new Position(0, entries.size() - 1));
  }

  @Override
  public void close() {}
}
