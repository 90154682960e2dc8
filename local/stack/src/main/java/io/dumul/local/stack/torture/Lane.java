package io.dumul.local.stack.torture;

import io.dumul.local.stack.Pause;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The faults of one part, one at a time; whoever holds it sees the part without a fault. */
final class Lane implements AutoCloseable {
  private static final int ROOM = 2;

  private final ReentrantLock busy = new ReentrantLock(true);
  private final Semaphore room = new Semaphore(ROOM);
  private final ExecutorService thread;
  private volatile boolean closed;

  Lane(Part part) {
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "faults-" + part.program());
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Runs it when the one before it is over; returns false where another one waits for that.
   *
   * @param restMillis how long the part is then left alone
   */
  boolean offer(Runnable fault, long restMillis) {
    if (!room.tryAcquire()) {
      return false;
    }
    thread.execute(
        () -> {
          busy.lock();
          try {
            if (!closed) {
              fault.run();
            }
          } finally {
            busy.unlock();
            rest(restMillis);
            room.release();
          }
        });
    return true;
  }

  private void rest(long millis) {
    for (long left = millis; left > 0 && !closed; left -= 100) {
      Pause.millis(100);
    }
  }

  /** Waits until every fault that was taken so far is over. */
  void await() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    thread.execute(over::countDown);
    over.await();
  }

  void hold() {
    busy.lock();
  }

  boolean tryHold() {
    return busy.tryLock();
  }

  void release() {
    busy.unlock();
  }

  /** Takes no more faults, forgets those that wait, and waits for the one under way. */
  @Override
  public void close() {
    closed = true;
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.MINUTES)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
