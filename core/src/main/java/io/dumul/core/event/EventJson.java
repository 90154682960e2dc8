package io.dumul.core.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dumul.core.aggregate.Decimals;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of events, strictly: RFC 8259 in UTF-8, an object as the whole text, no key twice in an
 * object, no half of a surrogate pair, numbers within {@link Decimals}, at most 64 levels and a
 * million characters. Decimals keep their digits and scale, so that reading what was written gives
 * an equal tree.
 */
public final class EventJson {
  /** The longest event, in characters, and in bytes. */
  static final int LONGEST = 1 << 20;

  private static final int DEEPEST = 64;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxDocumentLength(LONGEST)
                  .maxStringLength(LONGEST)
                  .maxNameLength(1024)
                  .maxNumberLength(Decimals.MAX_DIGITS + Decimals.MAX_SCALE)
                  .build())
          .build();

  private final JsonParser parser;
  private final boolean unique;

  private EventJson(JsonParser parser, boolean unique) {
    this.parser = parser;
    this.unique = unique;
  }

  /**
   * Reads one object.
   *
   * @throws IllegalArgumentException where the text is not strict JSON, with place and cause
   */
  public static ObjectNode read(String text) {
    return (ObjectNode) parse(text, true);
  }

  /**
   * Reads one value of any kind as strictly, except that of equal keys the last counts, as RFC 8259
   * allows.
   *
   * @throws IllegalArgumentException where the bytes are not strict JSON, with place and cause
   */
  public static JsonNode value(byte[] utf8) {
    return parse(text(utf8), false);
  }

  private static JsonNode parse(String text, boolean event) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new EventJson(parser, event).document();
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      String where = place == null ? "" : " at " + place.getCharOffset();
      throw new IllegalArgumentException(e.getOriginalMessage() + where, e);
    } catch (IOException | NumberFormatException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Writes an object so that {@link #read(String)} gives an equal one. */
  public static String write(JsonNode node) {
    return node.toString();
  }

  /** Reads one object from UTF-8, as strictly. */
  public static ObjectNode read(byte[] utf8) {
    return read(text(utf8));
  }

  /** Decodes strictly; the slow way is taken only where the quick one may have replaced a byte. */
  private static String text(byte[] utf8) {
    if (utf8.length > 3 * LONGEST) { // a character has at most three bytes
      throw new IllegalArgumentException(utf8.length + " bytes, too many");
    }
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }

  private JsonNode document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || (unique && first != JsonToken.START_OBJECT)) {
      throw wrong("not an object");
    }
    JsonNode root = value();
    if (parser.nextToken() != null) {
      throw wrong("more than one value");
    }
    return root;
  }

  private ObjectNode object() throws IOException {
    ObjectNode node = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = whole(parser.currentName());
      parser.nextToken();
      if (node.replace(key, value()) != null && unique) {
        throw wrong("key " + key + " twice");
      }
    }
    return node;
  }

  private ArrayNode array() throws IOException {
    ArrayNode node = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      node.add(value());
    }
    return node;
  }

  private JsonNode value() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> TextNode.valueOf(whole(parser.getText()));
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal();
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      case VALUE_NULL -> NullNode.instance;
      default -> throw wrong("not JSON");
    };
  }

  private JsonNode integer() throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> {
        decimal();
        yield NODES.numberNode(parser.getBigIntegerValue());
      }
    };
  }

  private DecimalNode decimal() throws IOException {
    BigDecimal number = parser.getDecimalValue();
    if (!Decimals.fits(number)) {
      throw wrong("a number that is not " + Decimals.EXPECTED);
    }
    return DecimalNode.valueOf(number);
  }

  /** The text, which has no half of a surrogate pair: it could not be written as UTF-8. */
  private String whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(++i))) {
        throw wrong("half of a surrogate pair");
      }
    }
    return text;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + " at " + parser.currentLocation().getCharOffset());
  }
}
