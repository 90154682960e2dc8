package io.dumul.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.Verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    private final String found;
    private final String expected;

    /**
     * @param detail what was found and expected, in one text
     */
    Wrong(String path, String detail, String found, String expected) {
      super(detail, null, false, false);
      this.path = path;
      this.found = found;
      this.expected = expected;
    }

    Failure failure() {
      return new Failure(Reason.ENVELOPE, path, "attribute", found, expected);
    }

    String path() {
      return path;
    }
  }

  static Event read(ObjectNode root, byte @Nullable [] key) throws Wrong {
    return new Envelope(root).event(key);
  }

  /** All that is wrong, in the order in which {@link #read} would find it. */
  static List<Failure> failures(ObjectNode root, byte @Nullable [] key) {
    Envelope envelope = new Envelope(root);
    List<Failure> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : root.properties()) {
      collect(() -> envelope.extension(one), all);
    }
    collect(envelope::version, all);
    collect(() -> envelope.text("id", "a text"), all);
    collect(() -> envelope.matching("source", URI_REFERENCE, "a URI reference"), all);
    collect(() -> envelope.text("type", "a text"), all);
    collect(envelope::time, all);
    boolean hasSubject = collect(() -> envelope.text("subject", "the user, a text"), all);
    collect(envelope::optionals, all);
    if (hasSubject) {
      collect(() -> envelope.key(key, root.path("subject").textValue()), all);
    }
    collect(envelope::data, all);
    return all;
  }

  private interface Check {
    void run() throws Wrong;
  }

  private static boolean collect(Check check, List<Failure> all) {
    try {
      check.run();
      return true;
    } catch (Wrong e) {
      all.add(e.failure());
      return false;
    }
  }

  private Event event(byte @Nullable [] key) throws Wrong {
    extensions();
    version();
    String id = text("id", "a text");
    String source = matching("source", URI_REFERENCE, "a URI reference");
    String type = text("type", "a text");
    Instant time = time();
    String subject = text("subject", "the user, a text");
    optionals();
    key(key, subject);
    JsonNode data = data();
    return new Event(id, source, type, time, subject, data);
  }

  private void version() throws Wrong {
    if (!text("specversion", "1.0").equals("1.0")) {
      throw wrong("specversion", "1.0");
    }
  }

  private void optionals() throws Wrong {
    optional("datacontenttype", JSON_TYPE, "a JSON media type");
    optional("dataschema", URI_REFERENCE, "a URI");
  }

  private void key(byte @Nullable [] key, String subject) throws Wrong {
    if (!Arrays.equals(key, subject.getBytes(StandardCharsets.UTF_8))) {
      throw wrong("subject", "the record's key");
    }
  }

  private JsonNode data() throws Wrong {
    JsonNode data = root.path("data");
    if (!data.isObject()) {
      throw wrong("data", "an object");
    }
    return data;
  }

  /** Every attribute but data is a scalar with a name of lower-case letters and digits. */
  private void extensions() throws Wrong {
    for (Map.Entry<String, JsonNode> one : root.properties()) {
      extension(one);
    }
  }

  private void extension(Map.Entry<String, JsonNode> one) throws Wrong {
    String name = one.getKey();
    if (name.equals("data")) {
      return;
    }
    if (!NAME.matcher(name).matches()) {
      String expected = "an attribute's name of lower-case letters and digits";
      throw new Wrong(pointer(name), expected, Acceptor.brief(name), expected);
    }
    JsonNode value = one.getValue();
    if (value.isContainerNode() || (value.isNumber() && !value.isInt())) {
      throw wrong(name, "a string, a boolean or a 32-bit integer");
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
    String detail = name + ": " + found + " (expected: " + expected + ")";
    return new Wrong(pointer(name), detail, found, expected);
  }

  private static String pointer(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
