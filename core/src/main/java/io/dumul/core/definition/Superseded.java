package io.dumul.core.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.recovery.Step;
import java.util.List;

/**
 * An older model of an event type's schema that the defined one replaces: who reads an event that
 * was made for it finds the event as if it had been made for the defined one.
 *
 * @param id the older schema's {@code $id}
 * @param through its newest version; all of this model up to it are replaced
 * @param steps what makes such an event one for the defined schema, in order
 */
public record Superseded(String id, SchemaVersion through, List<Step> steps) {

  /** The data as the defined schema has it; the given one does not change. */
  JsonNode newest(JsonNode data) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.set("data", data.deepCopy());
    steps.forEach(step -> step.apply(event));
    return event.path("data");
  }
}
