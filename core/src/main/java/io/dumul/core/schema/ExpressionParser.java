package io.dumul.core.schema;

import io.dumul.core.schema.Expression.Back;
import io.dumul.core.schema.Expression.Choice;
import io.dumul.core.schema.Expression.Group;
import io.dumul.core.schema.Expression.Look;
import io.dumul.core.schema.Expression.One;
import io.dumul.core.schema.Expression.Place;
import io.dumul.core.schema.Expression.Repeat;
import io.dumul.core.schema.Expression.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses regular expressions of ECMA-262 as JSON Schema means them: Unicode mode, except that any
 * mark may be escaped and that braces and closing brackets may stand for themselves.
 */
final class ExpressionParser {
  private static final int MOST_NESTED = 200;
  private static final int MOST_REPEATS = 100_000;
  private static final int EOF = -1;

  private final int[] text;
  private int at;
  private int groups;
  private int depth;
  private final Map<String, Integer> names = new HashMap<>();

  private ExpressionParser(String text) {
    this.text = text.codePoints().toArray();
  }

  /**
   * @throws IllegalArgumentException where the text is no regular expression, with place and cause
   */
  static Expression parse(String text) {
    ExpressionParser parser = new ExpressionParser(text);
    parser.names();
    Expression all = parser.choice();
    if (parser.at < parser.text.length) {
      throw parser.wrong("a ) without a (");
    }
    return all;
  }

  /** Numbers the groups that have names, as a reference may stand before its group. */
  private void names() {
    int number = 0;
    boolean inClass = false;
    for (at = 0; at < text.length; at++) {
      switch (text[at]) {
        case '\\' -> at++;
        case '[' -> inClass = true;
        case ']' -> inClass = false;
        case '(' -> number += inClass ? 0 : group(number + 1);
        default -> {}
      }
    }
    at = 0;
    groups = 0;
  }

  private int group(int number) {
    if (!looking("(?")) {
      return 1;
    }
    if (!looking("(?<") || looking("(?<=") || looking("(?<!")) {
      return 0;
    }
    int start = at;
    at += 3;
    if (names.put(name('>'), number) != null) {
      throw wrong("a name of a group twice");
    }
    at = start;
    return 1;
  }

  private Expression choice() {
    if (++depth > MOST_NESTED) {
      throw wrong("more than " + MOST_NESTED + " levels");
    }
    List<Expression> alternatives = new ArrayList<>();
    alternatives.add(sequence());
    while (take("|")) {
      alternatives.add(sequence());
    }
    depth--;
    return alternatives.size() == 1 ? alternatives.get(0) : new Choice(alternatives);
  }

  private Expression sequence() {
    List<Expression> parts = new ArrayList<>();
    while (peek() != EOF && peek() != '|' && peek() != ')') {
      parts.add(repeated(atom()));
    }
    return parts.size() == 1 ? parts.get(0) : new Sequence(parts);
  }

  private Expression repeated(Expression part) {
    int start = at;
    int[] bounds = bounds();
    if (bounds == null) {
      return part;
    }
    if (part instanceof Place || (part instanceof Look look && !look.ahead())) {
      at = start;
      throw wrong("nothing that can be repeated");
    }
    boolean lazy = take("?");
    if (bounds() != null) {
      throw wrong("a repetition of a repetition");
    }
    return new Repeat(part, bounds[0], bounds[1], lazy);
  }

  private int @Nullable [] bounds() {
    if (take("*")) {
      return new int[] {0, -1};
    }
    if (take("+")) {
      return new int[] {1, -1};
    }
    if (take("?")) {
      return new int[] {0, 1};
    }
    int start = at;
    int[] found = take("{") ? counted() : null;
    at = found == null ? start : at;
    return found;
  }

  private int @Nullable [] counted() {
    int least = number();
    int most = least;
    if (take(",")) {
      most = peek() == '}' ? -1 : number();
      if (most < 0 && peek() != '}') {
        return null;
      }
    }
    if (least < 0 || !take("}")) {
      return null;
    }
    if (most >= 0 && most < least) {
      throw wrong("a range of repetitions that ends before it starts");
    }
    return new int[] {least, most};
  }

  private int number() {
    int start = at;
    long value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(Integer.MAX_VALUE, value * 10 + text[at++] - '0');
    }
    if (value > MOST_REPEATS) {
      throw wrong("more than " + MOST_REPEATS + " repetitions");
    }
    return at == start ? -1 : (int) value;
  }

  private Expression atom() {
    if (take("^")) {
      return Place.START;
    }
    if (take("$")) {
      return Place.END;
    }
    if (take("(")) {
      return parenthesis();
    }
    if (take("[")) {
      return new One(characterClass());
    }
    if (take(".")) {
      return new One(CodePointClasses.DOT);
    }
    if (take("\\")) {
      return escape();
    }
    if (peek() == '{' || "*+?".indexOf(peek()) >= 0) {
      if (peek() != '{' || bounds() != null) {
        throw wrong("nothing to repeat");
      }
    }
    return literal(text[at++]);
  }

  private static Expression literal(int point) {
    return new One(CodePoints.range(point, point));
  }

  private Expression parenthesis() {
    if (take("?:")) {
      return close(choice());
    }
    if (take("?=") || take("?!")) {
      boolean negative = text[at - 1] == '!';
      return new Look(close(choice()), true, negative);
    }
    if (take("?<=") || take("?<!")) {
      boolean negative = text[at - 1] == '!';
      return new Look(close(choice()), false, negative);
    }
    if (take("?<")) {
      name('>');
    } else if (peek() == '?') {
      throw wrong("a group of a kind that ECMA-262 has not");
    }
    int number = ++groups;
    return new Group(close(choice()), number);
  }

  private Expression close(Expression inner) {
    if (!take(")")) {
      throw wrong("a ( without a )");
    }
    return inner;
  }

  private Expression escape() {
    if (take("b")) {
      return Place.WORD_EDGE;
    }
    if (take("B")) {
      return Place.NOT_WORD_EDGE;
    }
    if (take("k<")) {
      return new Back(reference(name('>')));
    }
    if (peek() >= '1' && peek() <= '9') {
      return new Back(number());
    }
    CodePoints several = several();
    return several == null ? literal(escaped()) : new One(several);
  }

  private int reference(String name) {
    Integer number = names.get(name);
    if (number == null) {
      throw wrong("no group of that name");
    }
    return number;
  }

  private String name(int end) {
    StringBuilder name = new StringBuilder();
    while (peek() != EOF && peek() != end) {
      name.appendCodePoint(text[at++]);
    }
    if (name.length() == 0
        || !Character.isJavaIdentifierStart(name.codePointAt(0))
        || peek() == EOF) {
      throw wrong("no name");
    }
    at++;
    return name.toString();
  }

  /** A class escape, as \d; null where it is none. */
  private @Nullable CodePoints several() {
    int start = at;
    CodePoints found =
        switch (at < text.length ? text[at++] : EOF) {
          case 'd' -> CodePointClasses.DIGIT;
          case 'D' -> CodePointClasses.DIGIT.negate();
          case 's' -> CodePointClasses.SPACE;
          case 'S' -> CodePointClasses.SPACE.negate();
          case 'w' -> CodePointClasses.WORD;
          case 'W' -> CodePointClasses.WORD.negate();
          case 'p' -> property();
          case 'P' -> property().negate();
          default -> null;
        };
    at = found == null ? start : at;
    return found;
  }

  private CodePoints property() {
    StringBuilder name = new StringBuilder();
    if (take("{")) {
      while (peek() != EOF && peek() != '}') {
        name.appendCodePoint(text[at++]);
      }
    }
    CodePoints found = CodePointClasses.property(name.toString());
    if (found == null || !take("}")) {
      throw wrong("no property of Unicode: " + name);
    }
    return found;
  }

  /** The one code point that an escape stands for. */
  private int escaped() {
    int c = at < text.length ? text[at++] : EOF;
    return switch (c) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'v' -> 0x0B;
      case 'f' -> '\f';
      case 'r' -> '\r';
      case 'c' -> control();
      case 'x' -> hex(2);
      case 'u' -> unicode();
      case '0' -> zero();
      default -> itself(c);
    };
  }

  private int itself(int c) {
    if (c == EOF || (c < 128 && Character.isLetterOrDigit(c))) {
      throw wrong("an escape that ECMA-262 has not");
    }
    return c;
  }

  private int zero() {
    if (peek() >= '0' && peek() <= '9') {
      throw wrong("an octal escape");
    }
    return 0;
  }

  private int control() {
    int c = at < text.length ? text[at++] : EOF;
    if (c < 'A' || c > 'z' || !Character.isLetter(c)) {
      throw wrong("no control letter");
    }
    return c % 32;
  }

  private int unicode() {
    if (take("{")) {
      int start = at;
      while (peek() != EOF && peek() != '}') {
        at++;
      }
      int length = at - start;
      at = start;
      int point = hex(length);
      if (!take("}") || point > CodePoints.LAST) {
        throw wrong("no code point");
      }
      return point;
    }
    int high = hex(4);
    int start = at;
    if (Character.isHighSurrogate((char) high) && take("\\u") && peek() != '{') {
      int low = hex(4);
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) high, (char) low);
      }
    }
    at = start;
    return high;
  }

  private int hex(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < text.length && text[at] < 128 ? Character.digit(text[at++], 16) : -1;
      if (digit < 0 || value > CodePoints.LAST) {
        throw wrong("no hexadecimal number of the length");
      }
      value = value * 16 + digit;
    }
    if (digits == 0 || value > CodePoints.LAST) {
      throw wrong("no code point");
    }
    return (int) value;
  }

  private CodePoints characterClass() {
    boolean negated = take("^");
    BitSet points = new BitSet();
    while (!take("]")) {
      if (peek() == EOF) {
        throw wrong("a [ without a ]");
      }
      item(points);
    }
    CodePoints found = CodePoints.of(points);
    return negated ? found.negate() : found;
  }

  private void item(BitSet points) {
    CodePoints several = classEscape();
    if (several != null) {
      several.addTo(points);
      return;
    }
    int first = single();
    int last = first;
    if (peek() == '-' && at + 1 < text.length && text[at + 1] != ']') {
      int dash = at++;
      if (classEscape() != null) {
        at = dash;
      } else {
        last = single();
      }
    }
    if (last < first) {
      throw wrong("a range that ends before it starts");
    }
    points.set(first, last + 1);
  }

  private @Nullable CodePoints classEscape() {
    int start = at;
    CodePoints found = take("\\") ? several() : null;
    at = found == null ? start : at;
    return found;
  }

  private int single() {
    if (!take("\\")) {
      return text[at++];
    }
    return take("b") ? '\b' : escaped();
  }

  private int peek() {
    return at < text.length ? text[at] : EOF;
  }

  private boolean looking(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= text.length || text[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean take(String word) {
    boolean found = looking(word);
    at += found ? word.length() : 0;
    return found;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + " at " + Math.min(at, text.length));
  }
}
