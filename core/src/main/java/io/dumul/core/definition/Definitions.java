package io.dumul.core.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.aggregate.Observation;
import io.dumul.core.event.Event;
import io.dumul.core.view.Entity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a company declares, checked as a whole. {@link DefinitionFiles} reads it from
 * {@code definitions/}.
 */
public final class Definitions {
  private final SortedMap<String, EventType> events = new TreeMap<>();
  private final SortedMap<String, Metric> metrics = new TreeMap<>();
  private final Map<Long, Metric> byId = new HashMap<>();
  private final Map<String, List<Metric>> byEvent = new HashMap<>();
  private final TimeRules time;
  private final String hash;

  /**
   * @throws DefinitionException where two definitions have one name, or a metric names an event
   *     type that is not there
   */
  public Definitions(Collection<EventType> events, Collection<Metric> metrics, TimeRules time) {
    this.time = time;
    for (EventType event : events) {
      if (this.events.put(event.name(), event) != null) {
        throw new DefinitionException(
            "event type: " + event.name() + " (expected: a name of its own)");
      }
    }
    for (Metric metric : metrics) {
      add(metric);
    }
    this.hash = hash(this.events, time);
  }

  private void add(Metric metric) {
    if (metrics.put(metric.name(), metric) != null || byId.put(metric.id(), metric) != null) {
      throw new DefinitionException("metric: " + metric.name() + " (expected: a name of its own)");
    }
    for (String event : metric.events()) {
      if (!events.containsKey(event)) {
        throw new DefinitionException(
            "metric "
                + metric.name()
                + ": event "
                + event
                + " (expected: one of "
                + events.keySet()
                + ")");
      }
      byEvent.computeIfAbsent(event, e -> new ArrayList<>()).add(metric);
    }
  }

  /**
   * Hash of what decides verdicts (event types and time rules), in hex. Metrics are not part of it:
   * they may be added at any time.
   */
  public String hash() {
    return hash;
  }

  public TimeRules time() {
    return time;
  }

  /** Event types by name, in the order of names. */
  public SortedMap<String, EventType> events() {
    return Collections.unmodifiableSortedMap(events);
  }

  /** Metrics in the order of names. */
  public Collection<Metric> metrics() {
    return Collections.unmodifiableCollection(metrics.values());
  }

  /**
   * The metric of this name. Throws IllegalArgumentException that names the known ones where there
   * is none.
   */
  public Metric metric(String name) {
    Metric metric = metrics.get(name);
    if (metric == null) {
      throw new IllegalArgumentException(
          "metric: " + name + " (expected: one of " + metrics.keySet() + ")");
    }
    return metric;
  }

  /** The metric of this id; null where there is none (any more). */
  public @Nullable Metric metric(long id) {
    return byId.get(id);
  }

  /**
   * Gives what an accepted event contributes: nothing for a metric whose filter fails or whose key
   * or value field is absent or null.
   */
  public void contributions(Event event, Consumer<Contribution> to) {
    for (Metric metric : byEvent.getOrDefault(event.type(), List.of())) {
      Contribution contribution = contribution(metric, event);
      if (contribution != null) {
        to.accept(contribution);
      }
    }
  }

  private static @Nullable Contribution contribution(Metric metric, Event event) {
    for (Condition condition : metric.filter()) {
      if (!condition.holds(event)) {
        return null;
      }
    }
    List<String> key = new ArrayList<>(metric.key().size());
    for (JsonPointer field : metric.key()) {
      String part = scalar(event.at(field));
      if (part == null) {
        return null;
      }
      key.add(part);
    }
    String value = metric.value() == null ? null : scalar(event.at(metric.value()));
    if (metric.value() != null && value == null) {
      return null;
    }
    return new Contribution(
        metric,
        new Entity(metric.entity(), key),
        metric.bucketing().bucket(event.time()),
        new Observation(value, event.time(), event.subject(), event.id()));
  }

  private static @Nullable String scalar(JsonNode node) {
    return node.isValueNode() && !node.isNull() && !node.isMissingNode() ? node.asText() : null;
  }

  private static String hash(SortedMap<String, EventType> events, TimeRules time) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (EventType event : events.values()) {
        digest.update(
            (event.name() + " " + event.schema() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      digest.update(time.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
