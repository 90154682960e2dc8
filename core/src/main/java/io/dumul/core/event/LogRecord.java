package io.dumul.core.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One record of the log as every layer reads it, whatever client it came with.
 *
 * @param appendTime the broker's append time, UTC (ingest time, never event time)
 * @param key the subject in UTF-8, or null where the producer gave none
 * @param value a CloudEvent in JSON (structured mode), or null
 * @param barrier the value of the header {@link io.dumul.core.epoch.Barrier#HEADER}, or null for an
 *     event
 * @param recovered the value of the header {@link Recovered#HEADER}, or null
 */
public record LogRecord(
    int partition,
    long offset,
    Instant appendTime,
    byte @Nullable [] key,
    byte @Nullable [] value,
    byte @Nullable [] barrier,
    byte @Nullable [] recovered) {

  /** A record that stands for no other. */
  public LogRecord(
      int partition,
      long offset,
      Instant appendTime,
      byte @Nullable [] key,
      byte @Nullable [] value,
      byte @Nullable [] barrier) {
    this(partition, offset, appendTime, key, value, barrier, null);
  }

  /** The record as if the log had taken it at this time. */
  public LogRecord takenAt(Instant time) {
    return new LogRecord(partition, offset, time, key, value, barrier, recovered);
  }
}
