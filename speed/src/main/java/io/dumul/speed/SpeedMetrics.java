package io.dumul.speed;

import io.dumul.core.event.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What the speed layer tells of itself, in Prometheus's words. */
final class SpeedMetrics {
  private final MeterRegistry registry;
  private final Counter accepted;
  private final Counter duplicates;
  private final Map<Verdict.Reason, Counter> rejected = new ConcurrentHashMap<>();
  private final Counter cells;
  private final Counter bytes;
  private final Counter sent;
  private final Counter failures;
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();

  SpeedMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.accepted = records("accepted", "");
    this.duplicates = records("duplicate", "");
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      rejected.put(reason, records("rejected", reason.name().toLowerCase(Locale.ROOT)));
    }
    this.cells = counter("dumul.speed.increments", "Increments written to the increments topic");
    this.bytes = counter("dumul.speed.increment.bytes", "Bytes of these increments");
    this.sent = counter("dumul.speed.sink.increments", "Increments written to the speed view");
    this.failures = counter("dumul.speed.sink.failures", "Failed calls of the view store");
  }

  private Counter records(String verdict, String reason) {
    return Counter.builder("dumul.speed.records")
        .description("Records of the log by verdict, barriers not counted")
        .tags("verdict", verdict, "reason", reason)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  void judged(Verdict verdict) {
    if (verdict instanceof Verdict.Accepted) {
      accepted.increment();
    } else if (verdict instanceof Verdict.Rejected no) {
      java.util.Objects.requireNonNull(rejected.get(no.reason())).increment();
    } else {
      duplicates.increment();
    }
  }

  /** Records that were judged since the process started. */
  double judged() {
    return accepted.count()
        + duplicates.count()
        + rejected.values().stream().mapToDouble(Counter::count).sum();
  }

  void flushed(int cells, long bytes) {
    this.cells.increment(cells);
    this.bytes.increment((double) bytes);
  }

  void sent(int increments) {
    sent.increment(increments);
  }

  void failed() {
    failures.increment();
  }

  /** How many closed epochs are in the state because they are not published. */
  void open(int partition, long epochs) {
    gauge(
        "dumul.speed.unpublished.epochs",
        "Closed epochs whose increments are kept because they are not published",
        partition,
        epochs);
  }

  /** Whether the last counted barrier was of other definitions than this process has. */
  void definitions(int partition, boolean same) {
    gauge(
        "dumul.speed.definitions.differ",
        "1 where the last barrier was closed with other definitions",
        partition,
        same ? 0 : 1);
  }

  /** Tells how many records of the log this process has not read yet. */
  void logLag(Supplier<Number> records) {
    Gauge.builder("dumul.speed.log.lag", records)
        .description("Records of the log that this process has not read yet")
        .strongReference(true)
        .register(registry);
  }

  /** How many records of the increments topic the view does not have yet. */
  void sinkLag(int partition, long records) {
    gauge(
        "dumul.speed.sink.lag",
        "Records of the increments topic that are not in the speed view yet",
        partition,
        records);
  }

  private void gauge(String name, String description, int partition, long value) {
    gauges
        .computeIfAbsent(
            name + partition,
            key -> {
              AtomicLong held = new AtomicLong();
              Gauge.builder(name, held, AtomicLong::doubleValue)
                  .description(description)
                  .tag("partition", Integer.toString(partition))
                  .register(registry);
              return held;
            })
        .set(value);
  }
}
