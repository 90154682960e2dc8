package io.dumul.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the attributes of a CloudEvents 1.0 envelope in structured JSON. */
final class Envelope {
  /** The longest attribute, in characters: they become keys of rows. */
  static final int LONGEST = 1024;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
  private static final Pattern URI_REFERENCE =
      Pattern.compile("(?:[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+");
  private static final Pattern JSON_TYPE =
      Pattern.compile("(?i)[\\w.+-]+/(?:[\\w.+-]+\\+)?json\\s*(?:;.*)?");

  private final ObjectNode root;

  private Envelope(ObjectNode root) {
    this.root = root;
  }

  /** An attribute is missing or wrong. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;
    private final String path;

    Wrong(String path, String detail) {
      super(detail, null, false, false);
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  static Event read(ObjectNode root, byte @Nullable [] key) throws Wrong {
    return new Envelope(root).event(key);
  }

  private Event event(byte @Nullable [] key) throws Wrong {
    extensions();
    if (!text("specversion", "1.0").equals("1.0")) {
      throw wrong("specversion", "1.0");
    }
    String id = text("id", "a text");
    String source = matching("source", URI_REFERENCE, "a URI reference");
    String type = text("type", "a text");
    Instant time = time();
    String subject = text("subject", "the user, a text");
    optional("datacontenttype", JSON_TYPE, "a JSON media type");
    optional("dataschema", URI_REFERENCE, "a URI");
    if (!Arrays.equals(key, subject.getBytes(StandardCharsets.UTF_8))) {
      throw wrong("subject", "the record's key");
    }
    JsonNode data = root.path("data");
    if (!data.isObject()) {
      throw wrong("data", "an object");
    }
    return new Event(id, source, type, time, subject, data);
  }

  /** Every attribute but data is a scalar with a name of lower-case letters and digits. */
  private void extensions() throws Wrong {
    for (Map.Entry<String, JsonNode> one : root.properties()) {
      String name = one.getKey();
      if (name.equals("data")) {
        continue;
      }
      if (!NAME.matcher(name).matches()) {
        throw new Wrong(pointer(name), "an attribute's name of lower-case letters and digits");
      }
      JsonNode value = one.getValue();
      if (value.isContainerNode() || (value.isNumber() && !value.isInt())) {
        throw wrong(name, "a string, a boolean or a 32-bit integer");
      }
    }
  }

  private Instant time() throws Wrong {
    Instant time = Rfc3339.parse(text("time", "an RFC 3339 date-time"));
    if (time == null) {
      throw wrong("time", "an RFC 3339 date-time, as 2026-03-01T12:00:00+09:00");
    }
    return time;
  }

  private String text(String name, String expected) throws Wrong {
    JsonNode value = root.path(name);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw wrong(name, expected);
    }
    if (value.textValue().length() > LONGEST) {
      throw wrong(name, "at most " + LONGEST + " characters");
    }
    return value.textValue();
  }

  private String matching(String name, Pattern pattern, String expected) throws Wrong {
    String text = text(name, expected);
    if (!pattern.matcher(text).matches()) {
      throw wrong(name, expected);
    }
    return text;
  }

  private void optional(String name, Pattern pattern, String expected) throws Wrong {
    if (root.hasNonNull(name)) {
      matching(name, pattern, expected);
    }
  }

  private Wrong wrong(String name, String expected) {
    JsonNode value = root.path(name);
    String found = value.isMissingNode() ? "missing" : Acceptor.brief(value.toString());
    return new Wrong(pointer(name), name + ": " + found + " (expected: " + expected + ")");
  }

  private static String pointer(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
