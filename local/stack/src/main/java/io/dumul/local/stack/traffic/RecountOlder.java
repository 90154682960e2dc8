package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which version of its type's schema an event names, and how an older model is read. */
final class RecountOlder {
  private static final Pattern LATER = Pattern.compile("-(0|[1-9]\\d{0,8})-(0|[1-9]\\d{0,8})$");

  private RecountOlder() {}

  /** The schema that an event names is its type's or one that it replaces, and none newer. */
  static boolean isKnown(JsonNode document, JsonNode event) {
    return !event.path("dataschema").isTextual()
        || names(event, document.path("$id"), document.path("x-version"))
        || older(document, event) != null;
  }

  /** The event as it is read. */
  static JsonNode newest(JsonNode document, JsonNode event) {
    JsonNode older = older(document, event);
    if (older == null) {
      return event;
    }
    ObjectNode copy = event.deepCopy();
    older.path("steps").forEach(step -> apply(step, (ObjectNode) copy.path("data")));
    return copy;
  }

  private static @Nullable JsonNode older(JsonNode document, JsonNode event) {
    for (JsonNode older : document.path("x-supersedes")) {
      if (names(event, older.path("schema"), older.path("version"))) {
        return older;
      }
    }
    return null;
  }

  private static boolean names(JsonNode event, JsonNode schema, JsonNode version) {
    String named = event.path("dataschema").asText();
    String id = schema.asText();
    if (named.equals(id)) {
      return true;
    }
    Matcher own = LATER.matcher(version.asText());
    Matcher later = LATER.matcher(named);
    return named.startsWith(id)
        && later.find(id.length())
        && own.find()
        && later.start() == id.length()
        && number(later) <= number(own);
  }

  /** A revision and an addition, as one number that grows with them. */
  private static long number(Matcher version) {
    return Long.parseLong(version.group(1)) * 1_000_000_000 + Long.parseLong(version.group(2));
  }

  private static void apply(JsonNode step, ObjectNode data) {
    if (step.has("rename") && !data.has(name(step.path("to")))) {
      JsonNode value = data.remove(name(step.path("rename")));
      if (value != null) {
        data.set(name(step.path("to")), value);
      }
    } else if (step.has("set")) {
      data.set(name(step.path("set")), step.path("value"));
    } else if (step.has("remove")) {
      data.remove(name(step.path("remove")));
    } else if (step.has("cast")) {
      number(step, data);
    } else if (!step.has("rename")) {
      throw new IllegalArgumentException(step + " (expected: a step that the recount knows)");
    }
  }

  private static void number(JsonNode step, ObjectNode data) {
    if (!step.path("to").asText().equals("number")) {
      throw new IllegalArgumentException(step + " (expected: a cast to number)");
    }
    JsonNode value = data.path(name(step.path("cast")));
    if (value.isTextual()
        && value.textValue().matches("-?\\d{1,30}(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?")) {
      data.set(name(step.path("cast")), DecimalNode.valueOf(new BigDecimal(value.textValue())));
    }
  }

  /** A field right below the data. */
  private static String name(JsonNode pointer) {
    String text = pointer.asText();
    if (!text.matches("/data/[^/*~]+")) {
      throw new IllegalArgumentException(text + " (expected: a field of data)");
    }
    return text.substring("/data/".length());
  }
}
