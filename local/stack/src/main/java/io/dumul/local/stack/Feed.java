package io.dumul.local.stack;

import io.dumul.local.stack.traffic.EventSink;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records in the background, as many as are allowed; a pause lasts as long as someone holds
 * it.
 */
public final class Feed implements AutoCloseable {
  private final EventSink sink;
  private final ReentrantLock gate = new ReentrantLock(true);
  private final Condition changed = gate.newCondition();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread;
  private long sent;
  private long allowed;
  private boolean done;

  /**
   * @param source sends everything to the sink that it is given; ends early when interrupted
   * @param sink where it all goes
   */
  public Feed(Consumer<EventSink> source, EventSink sink) {
    this.sink = sink;
    this.thread = new Thread(() -> run(source), "feed");
    thread.setDaemon(true);
    thread.start();
  }

  public long sent() {
    gate.lock();
    try {
      return sent;
    } finally {
      gate.unlock();
    }
  }

  /** Lets it go on until it has sent this many records in all. */
  public void allow(long records) {
    gate.lock();
    try {
      allowed = records;
      changed.signalAll();
    } finally {
      gate.unlock();
    }
  }

  /** Waits until it has sent all that is allowed or all that there is. */
  void awaitAllowed() {
    gate.lock();
    try {
      while (sent < allowed && !done) {
        changed.await();
      }
      check();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    } finally {
      gate.unlock();
    }
  }

  /** Runs something while nothing is sent and all that was sent is in the log. */
  public void whilePaused(Runnable action) {
    gate.lock();
    try {
      check();
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

  private void check() {
    RuntimeException broken = failure.get();
    if (broken != null) {
      throw broken;
    }
  }

  private void run(Consumer<EventSink> source) {
    try {
      source.accept(new Gated());
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        failure.set(e);
      }
    } finally {
      end();
    }
  }

  private void end() {
    gate.lock();
    try {
      done = true;
      changed.signalAll();
    } finally {
      gate.unlock();
    }
  }

  /** The sink behind the gate. */
  private final class Gated implements EventSink {
    @Override
    public void offer(byte @Nullable [] key, byte[] value) {
      try {
        gate.lockInterruptibly();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      try {
        while (sent >= allowed) {
          changed.await();
        }
        sink.offer(key, value);
        sent++;
        if (sent >= allowed) {
          changed.signalAll();
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      } finally {
        gate.unlock();
      }
    }

    @Override
    public void flush() {
      sink.flush();
    }

    @Override
    public void close() {
      flush();
    }

    private StackException interrupted(InterruptedException e) {
      Thread.currentThread().interrupt();
      return new StackException("interrupted", e);
    }
  }
}
