package io.dumul.serving;

import io.dumul.core.view.ControlState;
import io.dumul.serving.answer.ControlCache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** What is measured beside requests and events. */
final class Meters {
  private Meters() {}

  static void bind(MeterRegistry registry, ControlCache control) {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    Gauge.builder("dumul.control.age", control, Meters::age)
        .description("How old the control state is that answers are made from.")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
    gauge(registry, control, "dumul.published.epoch", ControlState::publishedEpoch);
    gauge(registry, control, "dumul.published.number", ControlState::publishedNumber);
    gauge(registry, control, "dumul.speed.open.epoch", Meters::openEpoch);
    gauge(registry, control, "dumul.expired.epoch", ControlState::expiredThrough);
    Gauge.builder(
            "dumul.speed.append.timestamp",
            control,
            cache -> cache.last().map(Meters::newestAppend).orElse(Double.NaN))
        .description("When the newest record of the speed view was appended to the log, Unix time.")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  private static void gauge(
      MeterRegistry registry,
      ControlCache control,
      String name,
      ToDoubleFunction<ControlState> value) {
    Gauge.builder(name, control, cache -> cache.last().map(value::applyAsDouble).orElse(Double.NaN))
        .strongReference(true)
        .register(registry);
  }

  private static double age(ControlCache control) {
    return control.age().map(Duration::toMillis).map(millis -> millis / 1000.0).orElse(Double.NaN);
  }

  private static double newestAppend(ControlState state) {
    return state.speed().values().stream()
        .mapToDouble(progress -> progress.appendTime().toEpochMilli() / 1000.0)
        .max()
        .orElse(Double.NaN);
  }

  private static double openEpoch(ControlState state) {
    return state.speed().values().stream()
        .mapToDouble(progress -> progress.openEpoch())
        .min()
        .orElse(Double.NaN);
  }
}
