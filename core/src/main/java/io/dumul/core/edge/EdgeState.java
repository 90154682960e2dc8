package io.dumul.core.edge;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an edge: the newest insert, the newest delete, and for each property the
 * write that won. Every part is the largest of what mutations brought, in an order in which no two
 * are equal, so any order of arrival and any repetition ends in the same state.
 *
 * <p>Versions decide. Between equal versions the id of the event does, except that an insert which
 * leaves a property out never takes away what the same version named.
 *
 * @param version the largest version seen
 * @param inserted null where there was no insert; so is deleted
 * @param writes by property; {@code _source} and {@code _target} are among them where the edge has
 *     an id of its own
 */
public record EdgeState(
    long version,
    @Nullable Stamp inserted,
    @Nullable Stamp deleted,
    SortedMap<String, Write> writes) {
  /** Before the first mutation. */
  public static final EdgeState NONE =
      new EdgeState(Long.MIN_VALUE, null, null, Collections.emptySortedMap());

  static final String SOURCE = "_source";
  static final String TARGET = "_target";

  /** A version, and the event that brought it. */
  public record Stamp(long version, String event) implements Comparable<Stamp> {
    private static final Comparator<Stamp> ORDER =
        Comparator.comparingLong(Stamp::version).thenComparing(Stamp::event);

    @Override
    public int compareTo(Stamp other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * A value of a property.
   *
   * @param named whether the mutation named it; an insert that leaves it out writes null
   */
  public record Write(Stamp at, boolean named, @Nullable Object value) {
    private static final Comparator<Write> ORDER =
        Comparator.<Write>comparingLong(write -> write.at().version())
            .thenComparing(Write::named)
            .thenComparing(write -> write.at().event());

    Write max(@Nullable Write other) {
      return other == null || ORDER.compare(this, other) > 0 ? this : other;
    }

    boolean same(@Nullable Write other) {
      return other != null
          && at.version() == other.at.version()
          && Objects.equals(value, other.value);
    }
  }

  public EdgeState {
    writes = Collections.unmodifiableSortedMap(writes);
  }

  /** The state behind a mutation. */
  public EdgeState after(EdgeTable table, Mutation mutation) {
    Stamp at = mutation.at();
    TreeMap<String, Write> next = new TreeMap<>(writes);
    if (table.isMulti() && mutation.op() != Mutation.Op.DELETE) {
      node(next, SOURCE, at, mutation.source());
      node(next, TARGET, at, mutation.target());
    }
    switch (mutation.op()) {
      case INSERT -> insert(next, table, mutation);
      case UPDATE ->
          mutation
              .properties()
              .forEach((name, value) -> put(next, name, new Write(at, true, value)));
      default -> {}
    }
    return new EdgeState(
        Math.max(version, mutation.version()),
        mutation.op() == Mutation.Op.INSERT ? max(inserted, at) : inserted,
        mutation.op() == Mutation.Op.DELETE ? max(deleted, at) : deleted,
        next);
  }

  private static void node(Map<String, Write> next, String name, Stamp at, @Nullable Object node) {
    if (node != null) {
      put(next, name, new Write(at, true, node));
    }
  }

  private static void insert(Map<String, Write> next, EdgeTable table, Mutation mutation) {
    for (String name : table.properties().keySet()) {
      Object value = mutation.properties().get(name);
      put(next, name, new Write(mutation.at(), value != null, value));
    }
  }

  private static void put(Map<String, Write> writes, String name, Write write) {
    writes.put(name, write.max(writes.get(name)));
  }

  private static Stamp max(@Nullable Stamp one, Stamp other) {
    return one == null || one.compareTo(other) < 0 ? other : one;
  }

  /** Whether readers see the edge. */
  public boolean isLive() {
    return inserted != null && (deleted == null || inserted.compareTo(deleted) > 0);
  }

  /**
   * The edge that readers see; null where they see none.
   *
   * @param key what {@link EdgeKey} says of it
   */
  public @Nullable LiveEdge live(EdgeTable table, EdgeKey key) {
    if (!isLive()) {
      return null;
    }
    Map<String, @Nullable Object> properties = new TreeMap<>();
    table.properties().keySet().forEach(name -> properties.put(name, value(name)));
    Object source = table.isMulti() ? value(SOURCE) : key.first();
    Object target = table.isMulti() ? value(TARGET) : key.second();
    if (source == null || target == null) {
      return null; // an event that was observed, though wrong
    }
    return new LiveEdge(version, source, target, table.isMulti() ? key.first() : null, properties);
  }

  /** What was written before the newest delete is gone. */
  private @Nullable Object value(String name) {
    Write write = writes.get(name);
    if (write == null || (deleted != null && write.at().compareTo(deleted) < 0)) {
      return null;
    }
    return write.value();
  }

  /** Whether both are the same but for the events that brought it about. */
  boolean same(EdgeState other) {
    return version == other.version
        && versionOf(inserted) == versionOf(other.inserted)
        && versionOf(deleted) == versionOf(other.deleted)
        && isLive() == other.isLive()
        && writes.keySet().equals(other.writes.keySet())
        && writes.entrySet().stream()
            .allMatch(entry -> entry.getValue().same(other.writes.get(entry.getKey())));
  }

  private static long versionOf(@Nullable Stamp stamp) {
    return stamp == null ? Long.MIN_VALUE : stamp.version();
  }
}
