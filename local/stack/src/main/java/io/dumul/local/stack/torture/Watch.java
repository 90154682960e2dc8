package io.dumul.local.stack.torture;

import io.dumul.local.stack.ApiClient;
import io.dumul.local.stack.Pause;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/** The checker while events flow: asks, judges and tells the report, until it is closed. */
final class Watch implements AutoCloseable {
  private static final int RENEW = 40;

  private final Asker asker;
  private final Judge judge;
  private final Report report;
  private final Thread thread = new Thread(this::run, "judge");
  private volatile boolean closed;
  private int judged;

  Watch(ApiClient api, Judge judge, Report report) {
    this.judge = judge;
    this.report = report;
    this.asker = new Asker(api, report, judge.questions());
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closed || !asker.observed().isEmpty()) {
        Asker.Observation next = asker.observed().poll(200, TimeUnit.MILLISECONDS);
        if (next != null) {
          judge(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void judge(Asker.Observation observation) {
    while (true) {
      try {
        tell(observation, judge.judge(observation));
        if (judged++ % RENEW == 0) {
          asker.ask(judge.questions());
        }
        return;
      } catch (KafkaException e) {
        Pause.millis(500); // the broker is away: the log can be read later
      }
    }
  }

  private void tell(Asker.Observation observation, List<String> wrong) {
    report.add(Report.Count.RIGHT, observation.questions().size() - wrong.size());
    wrong.forEach(each -> report.failure(Report.Count.WRONG, 1, each));
  }

  /** Asks once more, for what must be so now. */
  void askNow() {
    Asker.Observation last = asker.ask();
    if (last != null) {
      tell(last, judge.judge(last));
    }
  }

  /** Ends asking and judges what was asked; returns when all is judged. */
  @Override
  public void close() {
    asker.close();
    closed = true;
    try {
      thread.join(TimeUnit.MINUTES.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
