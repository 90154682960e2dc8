package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;

/** What the schema says of the field that is aggregated. */
public enum ValueType {
  NUMBER {
    @Override
    String canonical(String text) {
      return Decimals.canonical(Decimals.parse(text)).toPlainString();
    }

    @Override
    void check(String text) {
      Decimals.parse(text);
    }

    @Override
    JsonNode json(String text) {
      return Decimals.json(new BigDecimal(text));
    }
  },
  STRING,
  BOOLEAN;

  /** The one text of all texts that say the same value: 1, 1.0 and 1e0 are one number. */
  String canonical(String text) {
    return text;
  }

  /** Throws IllegalArgumentException where the text cannot be a value of this type. */
  void check(String text) {}

  /** A text of a state: a number as a JSON number, anything else as a string. */
  JsonNode json(String text) {
    return TextNode.valueOf(text);
  }
}
