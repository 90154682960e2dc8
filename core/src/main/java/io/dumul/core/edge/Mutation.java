package io.dumul.core.edge;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One change of one edge.
 *
 * @param event the id of its event in the log: what decides between equal versions
 * @param id null in a table where source and target identify the edge
 * @param source null where the edge is found by its id and this stays as it is; so is target
 * @param properties what is named; null takes a value away
 */
public record Mutation(
    Op op,
    long version,
    String event,
    @Nullable Object id,
    @Nullable Object source,
    @Nullable Object target,
    Map<String, @Nullable Object> properties) {
  public Mutation {
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
  }

  /** What is done. */
  public enum Op {
    /** The whole edge, as it is from this version on. */
    INSERT,
    /** Some properties of it. */
    UPDATE,
    /** It is gone from this version on. */
    DELETE
  }

  EdgeState.Stamp at() {
    return new EdgeState.Stamp(version, event);
  }
}
