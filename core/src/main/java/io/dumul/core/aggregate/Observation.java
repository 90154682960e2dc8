package io.dumul.core.aggregate;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one event gives to one aggregate.
 *
 * @param value the field's scalar as text: a number in plain or exponent notation exactly as sent,
 *     a string as it is, a boolean as {@code true} or {@code false}; null for an aggregate that
 *     needs no field (count)
 * @param time event time, UTC
 * @param subject the event's subject
 * @param id the event's id; (time, subject, id) orders events for first, last and last-k, so equal
 *     times are decided alike everywhere
 */
public record Observation(@Nullable String value, Instant time, String subject, String id) {

  /** The value, which an aggregate over a field relies on. */
  String field() {
    return Objects.requireNonNull(value, "value: null (expected: a field's scalar)");
  }
}
