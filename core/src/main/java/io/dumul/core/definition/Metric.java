package io.dumul.core.definition;

import com.fasterxml.jackson.core.JsonPointer;
import io.dumul.core.aggregate.Aggregate;
import java.util.List;
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
    Aggregate<?> aggregate) {}
