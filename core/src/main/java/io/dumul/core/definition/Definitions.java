package io.dumul.core.definition;

import com.fasterxml.jackson.core.JsonPointer;
import io.dumul.core.aggregate.Observation;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.event.Event;
import io.dumul.core.event.VerdictEvent;
import io.dumul.core.rule.Rule;
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
  private final Map<String, List<Keyed>> byEvent = new HashMap<>();
  private final Map<Bucketing, BucketClock> clocks = new HashMap<>();
  private final SortedMap<String, EdgeTable> tables = new TreeMap<>();
  private final TimeRules time;
  private final Modes modes;
  private final List<AlertRule> alerts;
  private final String hash;

  /**
   * @throws DefinitionException where two definitions have one name, or a metric names an event
   *     type that is not there
   */
  public Definitions(Collection<EventType> events, Collection<Metric> metrics, TimeRules time) {
    this(events, metrics, time, Modes.DEFAULT);
  }

  /**
   * @throws DefinitionException where two definitions have one name, or a metric names an event
   *     type that is not there
   */
  public Definitions(
      Collection<EventType> events, Collection<Metric> metrics, TimeRules time, Modes modes) {
    this(events, metrics, time, modes, List.of(), List.of());
  }

  /**
   * @param events without those of the tables
   * @throws DefinitionException where two definitions have one name, or a metric names an event
   *     type that is not there
   */
  public Definitions(
      Collection<EventType> events,
      Collection<Metric> metrics,
      TimeRules time,
      Modes modes,
      List<AlertRule> alerts,
      Collection<EdgeTable> tables) {
    this.time = time;
    this.modes = modes;
    this.alerts = List.copyOf(alerts);
    events.forEach(this::add);
    tables.forEach(this::add);
    EdgeEvents.types(this.tables.values()).forEach(this::add);
    for (Metric metric : metrics) {
      add(metric);
    }
    this.hash = hash(this.events, time, modes);
  }

  private void add(EventType event) {
    if (events.put(event.name(), event) != null) {
      throw new DefinitionException(
          "event type: " + event.name() + " (expected: a name of its own)");
    }
  }

  private void add(EdgeTable table) {
    if (tables.put(table.database() + "." + table.name(), table) != null) {
      throw new DefinitionException("table: " + table.name() + " (expected: a name of its own)");
    }
  }

  private void add(Metric metric) {
    if (metrics.put(metric.name(), metric) != null || byId.put(metric.id(), metric) != null) {
      throw new DefinitionException("metric: " + metric.name() + " (expected: a name of its own)");
    }
    for (String event : metric.events()) {
      if (!events.containsKey(event) && !metric.overVerdicts()) {
        throw new DefinitionException(
            "metric "
                + metric.name()
                + ": event "
                + event
                + " (expected: one of "
                + events.keySet()
                + ")");
      }
      keyed(byEvent.computeIfAbsent(event, e -> new ArrayList<>()), metric)
          .metrics
          .add(new Clocked(metric, clocks.computeIfAbsent(metric.bucketing(), BucketClock::new)));
    }
  }

  private static Keyed keyed(List<Keyed> all, Metric metric) {
    for (Keyed keyed : all) {
      if (keyed.holds(metric)) {
        return keyed;
      }
    }
    Keyed keyed = new Keyed(metric.entity(), metric.key(), new ArrayList<>());
    all.add(keyed);
    return keyed;
  }

  /**
   * Hash of what decides verdicts (event types, time rules, observed events), in hex. Metrics are
   * not part of it: they may be added at any time.
   */
  public String hash() {
    return hash;
  }

  /** What becomes of events that are wrong. */
  public Modes modes() {
    return modes;
  }

  /** When somebody is told that events are wrong or missing. */
  public List<AlertRule> alerts() {
    return alerts;
  }

  public TimeRules time() {
    return time;
  }

  /** Event types by name, in the order of names. */
  public SortedMap<String, EventType> events() {
    return Collections.unmodifiableSortedMap(events);
  }

  /** Tables of edges, by database and name. Their event types are among {@link #events}. */
  public Collection<EdgeTable> tables() {
    return Collections.unmodifiableCollection(tables.values());
  }

  /** The table of this name; null where there is none. */
  public @Nullable EdgeTable table(String database, String name) {
    return tables.get(database + "." + name);
  }

  /** Whether a metric is over verdicts. */
  public boolean countsVerdicts() {
    return byEvent.containsKey(VerdictEvent.TYPE);
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
   * Gives what an accepted event, or a verdict, contributes: nothing for a metric whose filter
   * fails or whose key or value field is absent or null, or, in an event that is observed, not what
   * its schema says. An event of a model that is superseded gives what it gives as the newest.
   * Contributions to one entity come one after the other.
   */
  public void contributions(Event sent, Consumer<Contribution> to) {
    Event event = newest(sent);
    for (Keyed keyed : byEvent.getOrDefault(event.type(), List.of())) {
      Entity entity = keyed.entity(event);
      if (entity != null) {
        keyed.metrics.forEach(clocked -> contribute(clocked, entity, event, to));
      }
    }
  }

  /** Whether events of this type may be of a model that a newer one replaces when it is read. */
  public boolean supersedes(String type) {
    EventType found = events.get(type);
    return found != null && !found.supersedes().isEmpty();
  }

  /** The event as it is read. */
  public Event newest(Event event) {
    EventType type = event.version() == null ? null : events.get(event.type());
    return type == null ? event : type.newest(event);
  }

  private static void contribute(
      Clocked clocked, Entity entity, Event event, Consumer<Contribution> to) {
    Metric metric = clocked.metric();
    for (Condition condition : metric.filter()) {
      if (!condition.holds(event)) {
        return;
      }
    }
    String value = metric.value() == null ? null : metric.value(event);
    if (metric.value() == null || value != null) {
      BucketClock.Span span = clocked.clock().span(event.time());
      Observation observation = new Observation(value, event.time(), event.subject(), event.id());
      to.accept(new Contribution(metric, entity, span.bucket(), span.day(), observation));
    }
  }

  /** The metrics of an event type that have one entity. */
  private record Keyed(String kind, List<JsonPointer> key, List<Clocked> metrics) {
    boolean holds(Metric metric) {
      return metric.entity().equals(kind) && metric.key().equals(key);
    }

    @Nullable Entity entity(Event event) {
      List<String> parts = new ArrayList<>(key.size());
      for (JsonPointer field : key) {
        String part = Metric.key(event.at(field));
        if (part == null) {
          return null;
        }
        parts.add(part);
      }
      return new Entity(kind, parts);
    }
  }

  /** A metric and the clock of its buckets. */
  private record Clocked(Metric metric, BucketClock clock) {}

  /** What decides verdicts on events of a type. */
  private static String rule(EventType event) {
    StringBuilder text = new StringBuilder(event.name());
    text.append(' ').append(event.version()).append(' ').append(event.schema()).append('\n');
    for (Rule rule : event.rules()) {
      text.append(rule.id()).append(' ').append(rule.expression()).append('\n');
    }
    event.supersedes().forEach(older -> text.append(older).append('\n'));
    return text.toString();
  }

  private static String hash(SortedMap<String, EventType> events, TimeRules time, Modes modes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (EventType event : events.values()) {
        digest.update(rule(event).getBytes(StandardCharsets.UTF_8));
      }
      digest.update((time + modes.verdicts()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
