package io.dumul.serving;

import io.dumul.serving.alert.Firing;
import io.dumul.serving.answer.AlertService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges the alerts again and again, and tells Prometheus which are firing. */
final class AlertWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertWatch.class);

  private final AlertService alerts;
  private final LongSupplier nanoTime;
  private final MultiGauge firing;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "alert-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long judged;

  /**
   * @param nanoTime monotonic, in nanoseconds
   */
  AlertWatch(AlertService alerts, MeterRegistry meters, LongSupplier nanoTime) {
    this.alerts = alerts;
    this.nanoTime = nanoTime;
    this.judged = nanoTime.getAsLong();
    this.firing =
        MultiGauge.builder("dumul.quality.alert")
            .description("The figure of each alert of alerts.yaml that is firing.")
            .register(meters);
    Gauge.builder("dumul.quality.alert.age", this, AlertWatch::age)
        .description("How long ago alerts were judged.")
        .baseUnit("seconds")
        .strongReference(true)
        .register(meters);
  }

  void start(Duration interval) {
    var unused =
        watcher.scheduleWithFixedDelay(
            this::judge, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  void judge() {
    try {
      List<Firing> found = alerts.firing(Runnable::run).join();
      firing.register(found.stream().map(AlertWatch::row).toList(), true);
      judged = nanoTime.getAsLong();
    } catch (RuntimeException e) {
      LOG.warn("alerts cannot be judged: {}", e.toString());
    }
  }

  private static MultiGauge.Row<?> row(Firing one) {
    return MultiGauge.Row.of(
        Tags.of(
            "rule", one.rule().name(),
            "by", one.by().text(),
            "subject", one.subject()),
        one.figure());
  }

  private double age() {
    return (nanoTime.getAsLong() - judged) / 1e9;
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
