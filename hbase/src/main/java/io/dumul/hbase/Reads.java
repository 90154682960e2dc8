package io.dumul.hbase;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Result;

/**
 * Sends together what came while others were under way, since a call costs HBase and its client
 * more than a row does. Who comes alone does not wait. A call that is slow, as one to a region
 * server that has gone, soon no longer counts as under way, so it does not hold up the others.
 */
final class Reads implements AutoCloseable {
  private static final int CALLS_AT_ONCE = 4;
  private static final int ROWS_OF_A_CALL = 100;
  private static final long SLOW_MILLIS = 20;

  private final AsyncTable<?> table;
  private final Queue<Read> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicInteger underWay = new AtomicInteger();
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "hbase-reads");
            thread.setDaemon(true);
            return thread;
          });

  private record Read(Get get, CompletableFuture<Result> result) {}

  Reads(AsyncTable<?> table) {
    this.table = table;
  }

  CompletableFuture<Result> get(Get get) {
    Read read = new Read(get, new CompletableFuture<>());
    waiting.add(read);
    wake();
    return read.result();
  }

  private void wake() {
    if (!waiting.isEmpty() && underWay.get() < CALLS_AT_ONCE && woken.compareAndSet(false, true)) {
      sender.execute(this::sendAll);
    }
  }

  private void sendAll() {
    woken.set(false);
    while (underWay.get() < CALLS_AT_ONCE && !waiting.isEmpty()) {
      send(next());
    }
  }

  private List<Read> next() {
    List<Read> next = new ArrayList<>();
    while (next.size() < ROWS_OF_A_CALL && !waiting.isEmpty()) {
      next.add(waiting.remove());
    }
    return next;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // each read has a future of its own
  private void send(List<Read> reads) {
    underWay.incrementAndGet();
    List<CompletableFuture<Result>> results = call(reads);
    for (int i = 0; i < reads.size(); i++) {
      CompletableFuture<Result> waits = reads.get(i).result();
      results
          .get(i)
          .whenComplete(
              (result, failure) -> {
                if (failure == null) {
                  waits.complete(result);
                } else {
                  waits.completeExceptionally(failure);
                }
              });
    }
    CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .orTimeout(SLOW_MILLIS, TimeUnit.MILLISECONDS)
        .whenComplete(
            (done, failure) -> {
              underWay.decrementAndGet();
              wake();
            });
  }

  private List<CompletableFuture<Result>> call(List<Read> reads) {
    List<Get> gets = reads.stream().map(Read::get).toList();
    return gets.size() == 1 ? List.of(table.get(gets.get(0))) : table.get(gets);
  }

  @Override
  public void close() {
    sender.shutdown();
  }
}
