package io.dumul.core.schema;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The classes of code points that ECMA-262 names: \d, \s, \w, the dot, and \p{...}. */
final class CodePointClasses {
  static final CodePoints DIGIT = CodePoints.range('0', '9');
  static final CodePoints WORD =
      where(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_'), 128);
  static final CodePoints SPACE =
      where(
          c ->
              (c >= '\t' && c <= '\r')
                  || c == 0xFEFF
                  || c == 0x2028
                  || c == 0x2029
                  || Character.getType(c) == Character.SPACE_SEPARATOR,
          0x10000);
  static final CodePoints DOT =
      where(c -> c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029, 0x10000).negate();

  /** Short and long names of the general categories, by the JDK's number; groups follow. */
  private static final String[] CATEGORIES = {
    "Cn Unassigned",
    "Lu Uppercase_Letter",
    "Ll Lowercase_Letter",
    "Lt Titlecase_Letter",
    "Lm Modifier_Letter",
    "Lo Other_Letter",
    "Mn Nonspacing_Mark",
    "Me Enclosing_Mark",
    "Mc Spacing_Mark",
    "Nd Decimal_Number digit",
    "Nl Letter_Number",
    "No Other_Number",
    "Zs Space_Separator",
    "Zl Line_Separator",
    "Zp Paragraph_Separator",
    "Cc Control cntrl",
    "Cf Format",
    "",
    "Co Private_Use",
    "Cs Surrogate",
    "Pd Dash_Punctuation",
    "Ps Open_Punctuation",
    "Pe Close_Punctuation",
    "Pc Connector_Punctuation",
    "Po Other_Punctuation",
    "Sm Math_Symbol",
    "Sc Currency_Symbol",
    "Sk Modifier_Symbol",
    "So Other_Symbol",
    "Pi Initial_Punctuation",
    "Pf Final_Punctuation"
  };

  private static final Map<String, String> GROUPS =
      Map.ofEntries(
          Map.entry("L", "L"),
          Map.entry("Letter", "L"),
          Map.entry("M", "M"),
          Map.entry("Mark", "M"),
          Map.entry("Combining_Mark", "M"),
          Map.entry("N", "N"),
          Map.entry("Number", "N"),
          Map.entry("P", "P"),
          Map.entry("Punctuation", "P"),
          Map.entry("punct", "P"),
          Map.entry("S", "S"),
          Map.entry("Symbol", "S"),
          Map.entry("Z", "Z"),
          Map.entry("Separator", "Z"),
          Map.entry("C", "C"),
          Map.entry("Other", "C"));
  private static final Map<String, IntPredicate> BINARY = binary();
  private static final Map<String, CodePoints> KNOWN = new ConcurrentHashMap<>();

  private CodePointClasses() {}

  /** The class of {@code \p{name}}; null where there is none of that name. */
  static @Nullable CodePoints property(String name) {
    CodePoints known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    IntPredicate test = test(name);
    if (test == null) {
      return null;
    }
    CodePoints found = where(test, CodePoints.LAST + 1);
    KNOWN.put(name, found);
    return found;
  }

  private static @Nullable IntPredicate test(String name) {
    int equals = name.indexOf('=');
    if (equals < 0) {
      IntPredicate binary = BINARY.get(name);
      return binary == null ? category(name) : binary;
    }
    String value = name.substring(equals + 1);
    return switch (name.substring(0, equals)) {
      case "General_Category", "gc" -> category(value);
      case "Script", "sc", "Script_Extensions", "scx" -> script(value);
      default -> null;
    };
  }

  private static @Nullable IntPredicate script(String name) {
    try {
      Character.UnicodeScript script =
          Character.UnicodeScript.forName(name.toUpperCase(Locale.ROOT));
      return c -> Character.UnicodeScript.of(c) == script;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable IntPredicate category(String name) {
    if (name.equals("LC") || name.equals("Cased_Letter")) {
      return c -> Character.getType(c) >= 1 && Character.getType(c) <= 3;
    }
    String group = GROUPS.get(name);
    for (int i = 0; i < CATEGORIES.length && group == null; i++) {
      if ((" " + CATEGORIES[i] + " ").contains(" " + name + " ")) {
        int number = i;
        return c -> Character.getType(c) == number;
      }
    }
    return group == null ? null : c -> CATEGORIES[Character.getType(c)].startsWith(group);
  }

  private static Map<String, IntPredicate> binary() {
    Map<String, IntPredicate> tests = new HashMap<>();
    both(tests, "Alphabetic", "Alpha", Character::isAlphabetic);
    both(tests, "Lowercase", "Lower", Character::isLowerCase);
    both(tests, "Uppercase", "Upper", Character::isUpperCase);
    both(tests, "Ideographic", "Ideo", Character::isIdeographic);
    both(
        tests,
        "White_Space",
        "space",
        c -> Character.isWhitespace(c) || "\u0085\u00a0\u2007\u202f".indexOf(c) >= 0);
    both(tests, "ID_Start", "IDS", Character::isUnicodeIdentifierStart);
    both(
        tests,
        "ID_Continue",
        "IDC",
        c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    both(tests, "ASCII_Hex_Digit", "AHex", c -> c < 128 && Character.digit(c, 16) >= 0);
    both(tests, "ASCII", "ASCII", c -> c < 128);
    both(tests, "Any", "Any", c -> true);
    both(tests, "Assigned", "Assigned", c -> Character.getType(c) != Character.UNASSIGNED);
    return tests;
  }

  private static void both(
      Map<String, IntPredicate> tests, String name, String alias, IntPredicate test) {
    tests.put(name, test);
    tests.put(alias, test);
  }

  private static CodePoints where(IntPredicate test, int end) {
    BitSet points = new BitSet(end);
    for (int c = 0; c < end; c++) {
      if (test.test(c)) {
        points.set(c);
      }
    }
    return CodePoints.of(points);
  }
}
