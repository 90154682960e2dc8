package io.dumul.core.schema;

import java.util.List;

/** A regular expression of ECMA-262, parsed. */
sealed interface Expression {

  /** One code point of a set. */
  record One(CodePoints of) implements Expression {}

  /** All, one after the other. */
  record Sequence(List<Expression> parts) implements Expression {}

  /** Any of them. */
  record Choice(List<Expression> alternatives) implements Expression {}

  /**
   * Again and again.
   *
   * @param most how often at most; -1 for any number
   */
  record Repeat(Expression part, int least, int most, boolean lazy) implements Expression {}

  /** A place in the text. */
  enum Place implements Expression {
    START("\\A"),
    END("\\z"),
    /** Between \w and not \w, or the reverse; \w is ASCII. */
    WORD_EDGE("\\b"),
    NOT_WORD_EDGE("\\B");

    private final String regex;

    Place(String regex) {
      this.regex = regex;
    }

    String regex() {
      return regex;
    }
  }

  /** What a back reference may refer to; groups are numbered from 1. */
  record Group(Expression part, int number) implements Expression {}

  /** What must, or must not, stand before or after this place. */
  record Look(Expression part, boolean ahead, boolean negative) implements Expression {}

  /** The same text as a group found. */
  record Back(int number) implements Expression {}
}
