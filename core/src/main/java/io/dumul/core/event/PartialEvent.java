package io.dumul.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of a record that may be wrong: each attribute for itself, null where it is
 * missing or of another type. Of an event that is right it is all of it.
 *
 * @param data whatever stands there, also where it is no object
 * @param dataschema the schema that it names
 */
public record PartialEvent(
    @Nullable String id,
    @Nullable String source,
    @Nullable String type,
    @Nullable Instant time,
    @Nullable String subject,
    @Nullable JsonNode data,
    @Nullable String dataschema) {
  private static final PartialEvent NOTHING = new PartialEvent(null, null, null, null, null, null);

  /** One that names no schema. */
  public PartialEvent(
      @Nullable String id,
      @Nullable String source,
      @Nullable String type,
      @Nullable Instant time,
      @Nullable String subject,
      @Nullable JsonNode data) {
    this(id, source, type, time, subject, data, null);
  }

  /** Reads a record; nothing where its value is no strict JSON, or longer than an event may be. */
  public static PartialEvent of(LogRecord record) {
    if (record.value() == null || record.value().length > EventJson.LONGEST) {
      return NOTHING;
    }
    try {
      return of(EventJson.read(record.value()));
    } catch (IllegalArgumentException e) {
      return NOTHING;
    }
  }

  /** All of an event. */
  public static PartialEvent of(Event event) {
    return new PartialEvent(
        event.id(), event.source(), event.type(), event.time(), event.subject(), event.data());
  }

  private static PartialEvent of(ObjectNode root) {
    String time = text(root, "time");
    return new PartialEvent(
        text(root, "id"),
        text(root, "source"),
        text(root, "type"),
        time == null ? null : Rfc3339.parse(time),
        text(root, "subject"),
        root.get("data"),
        text(root, "dataschema"));
  }

  private static @Nullable String text(ObjectNode root, String name) {
    return root.path(name).textValue();
  }
}
