package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type of a node, an id or a property. Integers of any width are {@link Long} in memory, both
 * floating types {@link Double}, the others {@link Boolean} and {@link String}.
 */
public enum ValueKind {
  BOOLEAN(0, 0),
  BYTE(Byte.MIN_VALUE, Byte.MAX_VALUE),
  SHORT(Short.MIN_VALUE, Short.MAX_VALUE),
  INT(Integer.MIN_VALUE, Integer.MAX_VALUE),
  LONG(Long.MIN_VALUE, Long.MAX_VALUE),
  FLOAT(0, 0),
  DOUBLE(0, 0),
  STRING(0, 0);

  /** The longest text of a node or an id, in characters: it becomes part of rows. */
  static final int LONGEST_KEY = 512;

  /** Up to here every whole number is a double. */
  private static final double EXACT = 1L << 53;

  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final long least;
  private final long most;

  ValueKind(long least, long most) {
    this.least = least;
    this.most = most;
  }

  /** The kind of this name, in any case; null where there is none. */
  public static @Nullable ValueKind of(String name) {
    for (ValueKind kind : values()) {
      if (kind.name().equals(name.toUpperCase(Locale.ROOT))) {
        return kind;
      }
    }
    return null;
  }

  /** Whether nodes and ids may be of it. */
  public boolean isKey() {
    return isInteger() || this == STRING;
  }

  boolean isInteger() {
    return least < most;
  }

  /** Whether values can be summed without loss. */
  public boolean isSummable() {
    return isInteger();
  }

  /**
   * Reads a value of JSON that a caller sent: also a text that says it, a whole number that is
   * written as a fraction, and a number or a truth value for a text.
   *
   * @throws IllegalArgumentException where it does not say such a value, or one out of range
   */
  public Object take(JsonNode json) {
    if (!json.isValueNode() || json.isNull()) {
      throw wrong(json.toString());
    }
    if (this == STRING || json.isTextual()) {
      return parse(json.asText());
    }
    double number = json.doubleValue();
    boolean whole = number == Math.rint(number) && Math.abs(number) <= EXACT;
    return isInteger() && json.isFloatingPointNumber() && whole
        ? parse(Long.toString((long) number))
        : read(json);
  }

  /**
   * Reads a value of JSON.
   *
   * @throws IllegalArgumentException where it is of another type or out of range
   */
  public Object read(JsonNode json) {
    Object value = null;
    if (isInteger() && json.isIntegralNumber() && json.canConvertToLong()) {
      value = within(json.longValue());
    } else if (this == BOOLEAN && json.isBoolean()) {
      value = json.booleanValue();
    } else if ((this == DOUBLE || this == FLOAT) && json.isNumber()) {
      value = finite(json.doubleValue());
    } else if (this == STRING && json.isTextual()) {
      value = json.textValue();
    }
    if (value == null) {
      throw wrong(json.toString());
    }
    return value;
  }

  /** The same for a node or an id, which may be a text or a number whatever its type. */
  Object readKey(JsonNode json) {
    if (!json.isTextual() && !json.isNumber()) {
      throw wrong(json.toString());
    }
    Object key = take(json);
    if (key instanceof String text && (text.isEmpty() || text.length() > LONGEST_KEY)) {
      throw wrong(text.length() + " characters");
    }
    return key;
  }

  /**
   * Reads a value that is written as text, as in a query.
   *
   * @throws IllegalArgumentException where it is not of this type
   */
  public Object parse(String text) {
    Object value =
        switch (this) {
          case STRING -> text;
          case BOOLEAN ->
              text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
          case FLOAT, DOUBLE -> number(text);
          default -> integer(text);
        };
    if (value == null) {
      throw wrong(text);
    }
    return value;
  }

  private @Nullable Object integer(String text) {
    if (!INTEGER.matcher(text).matches()) {
      return null;
    }
    try {
      return within(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private @Nullable Object number(String text) {
    try {
      return finite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private @Nullable Object finite(double number) {
    double value = this == FLOAT ? (float) number : number;
    return Double.isFinite(value) ? value + 0.0 : null; // -0.0 becomes 0.0
  }

  private @Nullable Object within(long value) {
    return value < least || value > most ? null : (Object) value;
  }

  private IllegalArgumentException wrong(String found) {
    String shown = found.length() > 60 ? found.substring(0, 60) + "..." : found;
    return new IllegalArgumentException(shown + " (expected: " + name() + ")");
  }

  /** A value as JSON. */
  public static JsonNode json(@Nullable Object value) {
    if (value instanceof Long number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Double number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    }
    return value == null ? NODES.nullNode() : NODES.textNode((String) value);
  }

  /** What JSON Schema says of a property. */
  ObjectNode schema() {
    ObjectNode schema = NODES.objectNode();
    if (isInteger()) {
      return schema.put("minimum", least).put("maximum", most);
    }
    return this == STRING ? schema.put("maxLength", 1 << 16) : schema;
  }

  /** The name of the type in JSON Schema. */
  String schemaType() {
    return switch (this) {
      case BOOLEAN -> "boolean";
      case STRING -> "string";
      case FLOAT, DOUBLE -> "number";
      default -> "integer";
    };
  }

  /** What JSON Schema says of a node or an id, which is text in the log. */
  ObjectNode keySchema() {
    ObjectNode schema = NODES.objectNode().put("type", "string").put("maxLength", LONGEST_KEY);
    schema.put("minLength", 1);
    return isInteger() ? schema.put("pattern", "^(0|-?[1-9][0-9]{0,18})$") : schema;
  }

  /** Puts a value into a key, so that keys stand in the order of values. */
  void write(KeyBytes out, Object value) {
    switch (this) {
      case BOOLEAN -> out.octet((Boolean) value ? 1 : 0);
      case STRING -> out.text(((String) value).getBytes(StandardCharsets.UTF_8));
      case FLOAT, DOUBLE -> {
        long bits = Double.doubleToLongBits((Double) value);
        out.number(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
      }
      default -> out.number((Long) value ^ Long.MIN_VALUE);
    }
  }
}
