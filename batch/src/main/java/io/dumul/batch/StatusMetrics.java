package io.dumul.batch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * How far everything is, as metrics in a file: the steps are too short to be scraped, so the
 * textfile collector of Prometheus's node exporter reads what the last one wrote.
 */
final class StatusMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private StatusMetrics() {}

  /** Replaces the file at once, so that nobody reads half of it. */
  static void write(Path file, Status status, Instant now) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, text(status, now));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static String text(Status status, Instant now) {
    StatusMetrics metrics = new StatusMetrics();
    metrics.gauge("dumul.batch.closed.epoch", "The last epoch that is closed", status.closed());
    metrics.gauge("dumul.batch.landed.epoch", "The last epoch that is in Iceberg", status.landed());
    metrics.gauge(
        "dumul.batch.recomputed.epoch", "The last epoch that was folded", status.recomputed());
    metrics.gauge(
        "dumul.batch.published.epoch",
        "The last epoch that readers see in the batch view",
        status.published() == null ? -1 : status.published().epoch());
    metrics.gauge(
        "dumul.batch.audited.epoch", "The last epoch that was audited", status.audit().epoch());
    metrics.gauge(
        "dumul.batch.audit.differences",
        "Checks of it that found a difference",
        status.audit().failed());
    Edges.Result edges = status.edges() == null ? Edges.Result.NONE : status.edges();
    metrics.gauge("dumul.batch.edges.epoch", "The last epoch in the table edges", edges.epoch());
    metrics.gauge(
        "dumul.batch.edges.drifted",
        "Cells of edges that the last audit found wrong",
        edges.audit().drifted());
    metrics.gauge(
        "dumul.batch.log.unlanded.records",
        "Records that are not in Iceberg yet",
        status.log().unlanded());
    metrics.gauge(
        "dumul.batch.log.retained.records",
        "Records that the log still has",
        status.log().retained());
    metrics.gauge(
        "dumul.batch.log.expired.records",
        "Records that retention has taken from the log",
        status.log().expired());
    Gauge.builder("dumul.batch.step.timestamp", now::getEpochSecond)
        .description("When the last step ended, Unix time")
        .baseUnit("seconds")
        .strongReference(true)
        .register(metrics.registry);
    return metrics.registry.scrape();
  }

  private void gauge(String name, String description, long value) {
    Gauge.builder(name, () -> value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }
}
