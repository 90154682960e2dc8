package io.dumul.local.stack.traffic;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record as a producer sends it.
 *
 * @param at when it is sent, in simulated time
 * @param key the record's key, null for a bad one
 * @param value the record's value, mostly a CloudEvent
 */
public record Sent(Instant at, byte @Nullable [] key, byte[] value) {}
