package io.dumul.core.event;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;

/**
 * One thing that a user did: a CloudEvents 1.0 envelope and the data that its JSON Schema
 * describes.
 *
 * @param id the producer's id of the event; with the subject it is the event's identity
 * @param source the producer, a URI reference
 * @param type the event type, as {@code order.placed}
 * @param time event time, UTC: when it happened, as the producer says
 * @param subject the user; the key of the log's record
 * @param data the {@code data} attribute; decimals are exact
 */
public record Event(
    String id, String source, String type, Instant time, String subject, JsonNode data) {

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
