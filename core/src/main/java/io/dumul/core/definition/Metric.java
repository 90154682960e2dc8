package io.dumul.core.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.ValueType;
import io.dumul.core.event.Event;
import io.dumul.core.event.VerdictEvent;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A metric: from events of some types, filtered, one value for every key and bucket.
 *
 * @param id numeric id of (name, version), the qualifier in HBase; see {@link MetricIds}
 * @param entity the kind of thing that it is keyed by (store, user, all ...)
 * @param key where the entity's key is found, JSON pointers into the event; empty for the entity
 *     that has just one key
 * @param value what is aggregated; null for count
 * @param type what the schemas say of the value; null for count
 */
public record Metric(
    long id,
    String name,
    int version,
    String description,
    String owner,
    Set<String> events,
    List<Condition> filter,
    String entity,
    List<JsonPointer> key,
    Bucketing bucketing,
    AggregateSpec spec,
    @Nullable JsonPointer value,
    @Nullable ValueType type,
    Aggregate<?> aggregate) {

  /** Whether it is over verdicts, whose time is the append time, in place of events. */
  public boolean overVerdicts() {
    return events.contains(VerdictEvent.TYPE);
  }

  /** A part of an entity's key: a scalar that is not too long to be stored; else null. */
  static @Nullable String key(JsonNode found) {
    boolean fits = found.isValueNode() && !found.isNull() && !found.isMissingNode();
    return fits && (!found.isTextual() || found.textValue().length() <= SchemaField.LONGEST)
        ? found.asText()
        : null;
  }

  /** The scalar that is aggregated; null where it is absent, null, or not of the type. */
  @Nullable String value(Event event) {
    JsonNode found = event.at(Objects.requireNonNull(value));
    boolean fits =
        switch (Objects.requireNonNull(type)) {
          case NUMBER -> found.isNumber();
          case STRING -> found.isTextual();
          case BOOLEAN -> found.isBoolean();
        };
    return fits ? found.asText() : null;
  }
}
