package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** What the schema says of the field that is aggregated. */
public enum ValueType {
  NUMBER {
    @Override
    String canonical(String text) {
      return Decimals.canonical(Decimals.parse(text)).toPlainString();
    }

    @Override
    JsonNode json(String text) {
      return Decimals.json(Decimals.parse(text));
    }
  },
  STRING,
  BOOLEAN;

  /** The one text of all texts that say the same value: 1, 1.0 and 1e0 are one number. */
  String canonical(String text) {
    return text;
  }

  /** A number as a JSON number, anything else as a string. */
  JsonNode json(String text) {
    return TextNode.valueOf(text);
  }
}
