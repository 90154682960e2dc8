package io.dumul.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.networknt.schema.regex.RegularExpression;
import io.dumul.core.Seeds;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {
  private static final String[] ATOMS = {
    "a",
    "b",
    "c",
    "[ab]",
    "[^a]",
    ".",
    "\\d",
    "\\w",
    "\\W",
    "\\s",
    "1",
    "-",
    "(?:ab|a)",
    "(b)",
    "[]",
    "[^]",
    "\\p{Ll}",
    "(a|b|c)",
    "\\x61",
    "\\u0062",
    "\\b",
    "^",
    "$"
  };
  private static final String[] TIMES = {
    "", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,3}?", "{1,}"
  };

  /** The JDK judges the same where both languages mean the same. */
  @Seeds(300)
  void agreesWithTheJdk(long seed, Random random) {
    String pattern = pattern(random);
    java.util.regex.Pattern jdk =
        java.util.regex.Pattern.compile(
            pattern
                .replace("[]", "[^\\x{0}-\\x{10FFFF}]")
                .replace("[^]", "[\\x{0}-\\x{10FFFF}]")
                .replace("$", "\\z"));
    RegularExpression linear = Expressions.linear(pattern);
    RegularExpression any = Expressions.any("(?=[^]*)" + pattern);
    for (int i = 0; i < 20; i++) {
      String text = text(random);
      assertThat(linear.matches(text))
          .as("%s in '%s'", pattern, text)
          .isEqualTo(jdk.matcher(text).find());
      assertThat(any.matches(text))
          .as("%s in '%s', backtracking", pattern, text)
          .isEqualTo(jdk.matcher(text).find());
    }
  }

  private static String pattern(Random random) {
    StringBuilder pattern = new StringBuilder(random.nextInt(3) > 0 ? "^" : "");
    for (int i = random.nextInt(5); i >= 0; i--) {
      String atom = ATOMS[random.nextInt(ATOMS.length)];
      boolean place = atom.equals("^") || atom.equals("$") || atom.equals("\\b");
      pattern.append(atom).append(place ? "" : TIMES[random.nextInt(TIMES.length)]);
    }
    return pattern.append(random.nextBoolean() ? "$" : "").toString();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append("abc1- ab".charAt(random.nextInt(8)));
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "^[0-9]+\\.[0-9]+$ 1.10 true",
        "^[0-9]+\\.[0-9]+$ 1. false",
        "^[0-9]{1,3}[a-z]$ 1234a false",
        "^\\d+$ ٣ false",
        "^\\p{digit}+$ ٣ true",
        "^\\p{Letter}$ é true",
        "^\\p{Script=Hangul}+$ 마포구 true",
        "^\\p{Lu} É true",
        "^\\W$ é true",
        "^\\s$ \u00a0 true",
        "^.$ \uD83D\uDC32 true",
        "^\uD83D\uDC32*$ \uD83D\uDC32\uD83D\uDC32 true",
        "^\\uD83D\\uDC32$ \uD83D\uDC32 true",
        "^\\u{1f432}$ \uD83D\uDC32 true",
        "^\\cJ?a$ a true",
        "(?<x>a)\\k<x> baa true",
        "(a)\\1 aba false",
        "^(?!ab) abc false",
        "(?<=a)b ab true",
        "^[\\w.-]+@[\\w.-]+$ a.b@c-d.e true",
        "a{2 a{2 true",
        "a]} a]} true",
      })
  void readsEcmaScript(String pattern, String text, boolean matches) {
    assertThat(Expressions.any(pattern).matches(text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        ")",
        "[a",
        "*a",
        "a**",
        "a{2,1}",
        "\\",
        "\\a",
        "\\Z",
        "(?i)a",
        "(?<1>a)",
        "\\k<x>",
        "[b-a]",
        "\\u12",
        "\\u{110000}",
        "\\p{Nope}",
        "\\x1",
        "a{1000000}",
        "\\c1",
        "(?<x>a)(?<x>b)",
        "{1}a"
      })
  void refusesWhatIsNone(String pattern) {
    assertThatThrownBy(() -> Expressions.any(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(" at ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"^(a)\\1$", "(?=a)a", "(?<!a)b", "^((a{1,100}){1,100}b|c)$"})
  void refusesForEventsWhatCouldTakeLong(String pattern) {
    assertThatThrownBy(() -> Expressions.linear(pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(a+)+$",
        "^(a|a)*$",
        "^(a|aa)+$",
        "(a*)*b",
        "^(.*a){12}$",
        "(x+x+)+y",
        "^(a?){50}a{50}$"
      })
  void endsSoonWhateverThePattern(String pattern) {
    String hostile = "a".repeat(20_000) + "!";
    assertTimeout(Duration.ofSeconds(10), () -> Expressions.linear(pattern).matches(hostile));
    assertTimeout(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> Expressions.any("(?=a)" + "(?:(a|aa)+)+c").matches(hostile))
                .isInstanceOf(Expressions.TooMuch.class));
  }

  @Test
  void refusesATextThatIsTooLongForItsPattern() {
    assertThatThrownBy(() -> Expressions.linear("([ab]{400}|c)").matches("a".repeat(1 << 20)))
        .isInstanceOf(Expressions.TooMuch.class);
  }

  @Test
  void readsDeepPatternsWithoutOverflow() {
    assertThatThrownBy(() -> Expressions.any("(".repeat(100_000))).hasMessageContaining("levels");
  }
}
