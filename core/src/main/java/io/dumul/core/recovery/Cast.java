package io.dumul.core.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dumul.core.event.EventJson;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;

/** A type that values can be made of. */
public enum Cast {
  /** A number, of a text that is one. */
  NUMBER {
    @Override
    JsonNode of(JsonNode value) {
      return value.isTextual() ? number(value, value.textValue().strip()) : value;
    }
  },
  /** A number without fraction, of one whose fraction is 0. */
  INTEGER {
    @Override
    JsonNode of(JsonNode value) {
      JsonNode number = NUMBER.of(value);
      if (!number.isNumber() || number.decimalValue().stripTrailingZeros().scale() > 0) {
        return value;
      }
      return number(value, number.decimalValue().toBigInteger().toString());
    }
  },
  /** A text, of a number or a boolean. */
  STRING {
    @Override
    JsonNode of(JsonNode value) {
      return value.isNumber() || value.isBoolean() ? TextNode.valueOf(value.toString()) : value;
    }
  },
  /** True or false, of these texts or of 1 and 0. */
  BOOLEAN {
    @Override
    JsonNode of(JsonNode value) {
      return switch (value.asText()) {
        case "true", "1" -> BooleanNode.TRUE;
        case "false", "0" -> BooleanNode.FALSE;
        default -> value;
      };
    }
  },
  /** An RFC 3339 time, of seconds or milliseconds since 1970. */
  TIME {
    @Override
    JsonNode of(JsonNode value) {
      JsonNode number = NUMBER.of(value);
      return number.isNumber() ? time(value, number.decimalValue()) : value;
    }
  };

  private static final String NUMBERS = "-?(0|[1-9]\\d{0,99})(\\.\\d{1,99})?([eE][+-]?\\d{1,3})?";

  /** From here on a number is one of milliseconds: as seconds it would be in the year 5138. */
  private static final BigDecimal MILLIS = new BigDecimal(100_000_000_000L);

  /** The value in this type; itself where it cannot be. */
  abstract JsonNode of(JsonNode value);

  private static JsonNode number(JsonNode value, String text) {
    if (!text.matches(NUMBERS)) {
      return value;
    }
    try {
      return EventJson.read("{\"n\":" + text + "}").path("n");
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private static JsonNode time(JsonNode value, BigDecimal number) {
    BigDecimal seconds = number.abs().compareTo(MILLIS) < 0 ? number : number.movePointLeft(3);
    try {
      long whole = seconds.toBigInteger().longValueExact();
      long nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue();
      return TextNode.valueOf(Instant.ofEpochSecond(whole, nanos).toString());
    } catch (ArithmeticException | DateTimeException e) {
      return value;
    }
  }
}
