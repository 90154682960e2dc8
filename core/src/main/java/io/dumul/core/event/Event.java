package io.dumul.core.event;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dumul.core.definition.SchemaVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a user did: a CloudEvents 1.0 envelope and the data that its JSON Schema
 * describes.
 *
 * @param id the producer's id of the event; with the subject it is the event's identity
 * @param source the producer, a URI reference
 * @param type the event type, as {@code order.placed}
 * @param time event time, UTC: when it happened, as the producer says
 * @param subject the user; the key of the log's record
 * @param data the {@code data} attribute, as it was sent; decimals are exact
 * @param version the version of the type's schema that the data is for; null where it is the
 *     defined one, or none that is known
 */
public record Event(
    String id,
    String source,
    String type,
    Instant time,
    String subject,
    JsonNode data,
    @Nullable SchemaVersion version) {

  /** One that is for the defined version. */
  public Event(String id, String source, String type, Instant time, String subject, JsonNode data) {
    this(id, source, type, time, subject, data, null);
  }

  /** The same event with other data, of another version. */
  public Event with(JsonNode other, @Nullable SchemaVersion of) {
    return new Event(id, source, type, time, subject, other, of);
  }

  /**
   * The value at a pointer into the envelope, as {@code /data/store_id} or {@code /subject}; a
   * missing node where there is none.
   */
  public JsonNode at(JsonPointer pointer) {
    if (pointer.getMatchingProperty().equals("data")) {
      return data.at(pointer.tail());
    }
    return switch (pointer.toString()) {
      case "/id" -> TextNode.valueOf(id);
      case "/source" -> TextNode.valueOf(source);
      case "/type" -> TextNode.valueOf(type);
      case "/time" -> TextNode.valueOf(time.toString());
      case "/subject" -> TextNode.valueOf(subject);
      default -> MissingNode.getInstance();
    };
  }
}
