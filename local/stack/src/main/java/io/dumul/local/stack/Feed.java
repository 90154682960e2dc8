package io.dumul.local.stack;

import io.dumul.local.stack.traffic.EventSink;
import io.dumul.local.stack.traffic.Pace;
import io.dumul.local.stack.traffic.Sent;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Sends records in the background; a pause lasts as long as someone holds it. */
final class Feed implements AutoCloseable {
  private final Iterator<Sent> records;
  private final Pace pace;
  private final EventSink sink;
  private final ReentrantLock gate = new ReentrantLock(true);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "feed");

  Feed(Iterator<Sent> records, Pace pace, EventSink sink) {
    this.records = records;
    this.pace = pace;
    this.sink = sink;
    thread.setDaemon(true);
    thread.start();
  }

  long sent() {
    return sent.get();
  }

  /** Runs something while nothing is sent and all that was sent is in the log. */
  void whilePaused(Runnable action) {
    gate.lock();
    try {
      RuntimeException broken = failure.get();
      if (broken != null) {
        throw broken;
      }
      sink.flush();
      action.run();
    } finally {
      gate.unlock();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sink.close();
  }

  private void run() {
    try {
      while (records.hasNext()) {
        Sent next = records.next();
        pace.await(next.at());
        offer(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void offer(Sent next) throws InterruptedException {
    gate.lockInterruptibly();
    try {
      sink.offer(next.key(), next.value());
      sent.incrementAndGet();
    } finally {
      gate.unlock();
    }
  }
}
