package io.dumul.core.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import java.util.Map;

/**
 * One thing that a rule does to an event. Where it finds nothing to do it does nothing: whether the
 * event is right then is for the accept rule to say.
 */
public sealed interface Step {

  /** What it changes. */
  JsonPath path();

  /** Changes the event. */
  void apply(ObjectNode event);

  /** Puts a value there, whatever stands there now. */
  record Set(JsonPath path, JsonNode value) implements Step {
    @Override
    public void apply(ObjectNode event) {
      path.set(event, value);
    }
  }

  /** Moves a value, unless something stands where it goes. */
  record Rename(JsonPath path, JsonPath to) implements Step {
    @Override
    public void apply(ObjectNode event) {
      JsonNode value = path.find(event);
      if (value != null && to.find(event) == null) {
        path.change(event, found -> null);
        to.set(event, value);
      }
    }
  }

  /** Takes a value away. */
  record Remove(JsonPath path) implements Step {
    @Override
    public void apply(ObjectNode event) {
      path.change(event, found -> null);
    }
  }

  /** Makes a value one of another type; one that cannot be stays as it is. */
  record ToType(JsonPath path, Cast type) implements Step {
    @Override
    public void apply(ObjectNode event) {
      path.change(event, type::of);
    }
  }

  /** Puts other texts in place of some texts. */
  record Values(JsonPath path, Map<String, JsonNode> values) implements Step {
    @Override
    public void apply(ObjectNode event) {
      path.change(
          event,
          found -> {
            JsonNode other = values.get(found.asText());
            return other == null ? found : other.deepCopy();
          });
    }
  }

  /** Puts another text in place of all that a pattern finds in a text; $1 is its first group. */
  record Replace(JsonPath path, Pattern pattern, String with) implements Step {
    @Override
    public void apply(ObjectNode event) {
      path.change(
          event,
          found ->
              found.isTextual()
                  ? TextNode.valueOf(pattern.matcher(found.textValue()).replaceAll(with))
                  : found);
    }
  }
}
