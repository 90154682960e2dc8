package io.dumul.core.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.Event;
import io.dumul.core.event.PartialEvent;
import io.dumul.core.rule.CompiledRule;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How some rejected events are mended. Their id and subject stay: by them an event counts once,
 * however often it is sent and recovered.
 *
 * @param name what recovered events say that it is
 * @param where which rejected records it is for
 * @param steps what is done to each, in order; none where only the definitions have changed
 */
public record RecoveryRule(String name, Where where, List<Step> steps) {
  /** The attributes that no step may touch. */
  public static final Set<String> IDENTITY = Set.of("id", "subject");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * Which rejected records: all must hold; what is empty or null holds for all.
   *
   * @param events event types
   * @param sources sources, where one that ends in {@code *} names all that begin so
   * @param appVersions values of {@code data.app_version}
   * @param failures one of these is among what is wrong
   * @param epochs of the log
   * @param appended when the log took it
   * @param condition a CEL expression that is true
   */
  public record Where(
      Set<String> events,
      List<String> sources,
      Set<String> appVersions,
      List<Wrong> failures,
      Range<Long> epochs,
      Range<Instant> appended,
      @Nullable CompiledRule condition) {}

  /** A failure; what is null may be anything. */
  public record Wrong(@Nullable String type, @Nullable String path, @Nullable String rule) {}

  /**
   * From one value on and before another one; null has no bound.
   *
   * @param from the first
   * @param to the first that is not in it
   */
  public record Range<T>(@Nullable T from, @Nullable T to) {}

  /** Whether its condition holds for a record, of which all that can be read is given. */
  public boolean holds(PartialEvent record) {
    CompiledRule condition = where.condition();
    return condition == null || condition.broken(event(record)) == null;
  }

  /** The event after all steps; the given one does not change. */
  public ObjectNode apply(ObjectNode event) {
    ObjectNode mended = event.deepCopy();
    steps.forEach(step -> step.apply(mended));
    return mended;
  }

  /** An expression may look at anything, also where nothing can be read. */
  private static Event event(PartialEvent record) {
    JsonNode data = record.data();
    return new Event(
        text(record.id()),
        text(record.source()),
        text(record.type()),
        record.time() == null ? Instant.EPOCH : record.time(),
        text(record.subject()),
        data == null ? NODES.objectNode() : data);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
