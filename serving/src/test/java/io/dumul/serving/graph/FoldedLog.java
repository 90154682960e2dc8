package io.dumul.serving.graph;

import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeFold;
import io.dumul.core.edge.MemoryCells;
import io.dumul.core.edge.Mutation;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import io.dumul.serving.collect.EventLog;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** A log whose mutations are judged and folded as they are appended. */
public final class FoldedLog implements EventLog {
  private static final int PARTITIONS = 3;

  private final Acceptor acceptor;
  private final EdgeEvents events;
  private final List<EdgeFold> folds = new ArrayList<>();
  private final Clock clock;
  private final long[] ends = new long[PARTITIONS];

  public FoldedLog(Definitions definitions, MemoryCells cells, Clock clock) {
    this.clock = clock;
    this.acceptor = new Acceptor(definitions);
    this.events = new EdgeEvents(definitions.tables());
    for (int partition = 0; partition < PARTITIONS; partition++) {
      folds.add(new EdgeFold(partition, cells.cells()));
    }
  }

  @Override
  public synchronized CompletableFuture<Position> append(String subject, byte[] value) {
    int partition = Math.floorMod(subject.hashCode(), PARTITIONS);
    long offset = ends[partition]++;
    byte[] key = subject.getBytes(StandardCharsets.UTF_8);
    Verdict verdict =
        acceptor.judge(
            new LogRecord(partition, offset, clock.instant(), key, value, null), Instant.MIN);
    if (!(verdict instanceof Verdict.Accepted accepted)) {
      throw new AssertionError(verdict);
    }
    Event event = accepted.event();
    Mutation mutation = Objects.requireNonNull(events.read(event));
    folds.get(partition).fold(events.table(event), mutation, offset, clock.instant());
    return CompletableFuture.completedFuture(new Position(partition, offset));
  }

  @Override
  public void close() {}
}
