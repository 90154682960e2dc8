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
 */
public record LogRecord(
    int partition,
    long offset,
    Instant appendTime,
    byte @Nullable [] key,
    byte @Nullable [] value,
    byte @Nullable [] barrier) {}
