package io.dumul.local.stack.torture;

import io.dumul.local.stack.Pause;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/** Judges answers about edges while they change, until it is closed. */
final class EdgeWatch implements AutoCloseable {
  private final EdgeOracle oracle;
  private final EdgeJudge judge;
  private final Report report;
  private final BlockingQueue<EdgeAnswer> waiting = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "edge-judge");
  private volatile boolean closed;

  EdgeWatch(EdgeOracle oracle, Report report) {
    this.oracle = oracle;
    this.judge = new EdgeJudge(oracle);
    this.report = report;
    thread.setDaemon(true);
    thread.start();
  }

  void add(EdgeAnswer answer) {
    waiting.add(answer);
  }

  private void run() {
    try {
      while (!closed || !waiting.isEmpty()) {
        EdgeAnswer next = waiting.poll(200, TimeUnit.MILLISECONDS);
        if (next != null) {
          tell(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(EdgeAnswer answer) {
    while (true) {
      try {
        synchronized (oracle) {
          oracle.catchUp();
          String wrong = judge.judge(answer);
          if (wrong == null) {
            report.add(Report.Count.EDGES_RIGHT, 1);
          } else {
            report.failure(Report.Count.EDGES_WRONG, 1, wrong);
          }
        }
        return;
      } catch (KafkaException e) {
        Pause.millis(500); // the broker is away: the log can be read later
      }
    }
  }

  /** Takes no more, and returns when all is judged. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.MINUTES.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
