package io.dumul.local.bench;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Sends orders to the collector, a hundred in a request. */
final class Feed {
  static final int ORDERS_OF_A_REQUEST = 100;

  private final Api api;
  private final AtomicLong accepted = new AtomicLong();
  private int next;

  Feed(Api api) {
    this.api = api;
  }

  /** Orders that were acknowledged. */
  long accepted() {
    return accepted.get();
  }

  /** Sends the next request; to be called by one thread. */
  CompletableFuture<?> send() {
    ByteArrayOutputStream body = new ByteArrayOutputStream(32 << 10);
    Instant now = Instant.now();
    for (int i = 0; i < ORDERS_OF_A_REQUEST; i++) {
      body.write(i == 0 ? '[' : ',');
      body.writeBytes(Workload.order(next++, now).json());
    }
    body.write(']');
    return api.post("/v1/events", Api.BATCH, body.toByteArray())
        .thenAccept(answer -> accepted.addAndGet(ORDERS_OF_A_REQUEST));
  }
}
