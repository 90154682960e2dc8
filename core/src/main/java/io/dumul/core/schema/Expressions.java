package io.dumul.core.schema;

import com.google.re2j.Pattern;
import com.networknt.schema.SchemaException;
import com.networknt.schema.regex.RegularExpression;
import io.dumul.core.schema.Expression.Back;
import io.dumul.core.schema.Expression.Choice;
import io.dumul.core.schema.Expression.Group;
import io.dumul.core.schema.Expression.Look;
import io.dumul.core.schema.Expression.One;
import io.dumul.core.schema.Expression.Place;
import io.dumul.core.schema.Expression.Repeat;
import io.dumul.core.schema.Expression.Sequence;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compiles regular expressions of ECMA-262 so that no text takes long.
 *
 * <p>Most patterns of schemas are plain sequences of sets, where one look at each character decides
 * ({@link Steps}). All others without back references and without looking around run in RE2, whose
 * time is at most the number of states times the length of the text. What is left needs
 * backtracking: definitions refuse it, and for documents of others it runs in the JDK up to a
 * number of steps.
 */
final class Expressions {
  /** The largest number of states of a pattern in RE2. */
  static final int MOST_STATES = 1000;

  /** States times characters up to which a pattern runs: about a second. */
  private static final long MOST_WORK = 1L << 26;

  private static final String WORD = CodePointClasses.WORD.regex();
  private static final String JDK_EDGE =
      "(?:(?<=" + WORD + ")(?!" + WORD + ")|(?<!" + WORD + ")(?=" + WORD + "))";
  private static final String JDK_NO_EDGE =
      "(?:(?<=" + WORD + ")(?=" + WORD + ")|(?<!" + WORD + ")(?!" + WORD + "))";

  private Expressions() {}

  /** A text needs more steps than a pattern may take. */
  static final class TooMuch extends SchemaException {
    private static final long serialVersionUID = 1L;

    TooMuch() {
      super("more steps than a pattern may take");
    }
  }

  /**
   * Compiles to linear time.
   *
   * @throws IllegalArgumentException where the pattern is wrong or could take longer, with the
   *     cause
   */
  static RegularExpression linear(String pattern) {
    Expression parsed = ExpressionParser.parse(pattern);
    Steps steps = Steps.of(parsed);
    if (steps != null) {
      return steps::find;
    }
    if (backtracks(parsed)) {
      throw new IllegalArgumentException("a back reference or looking around");
    }
    long states = states(parsed);
    if (states > MOST_STATES) {
      throw new IllegalArgumentException("more than " + MOST_STATES + " states");
    }
    Pattern compiled = Pattern.compile(regex(parsed, false));
    return text -> {
      if (states * text.length() > MOST_WORK) {
        throw new TooMuch();
      }
      return compiled.matcher(text).find();
    };
  }

  /** Compiles any pattern; one that backtracks gives up with {@link TooMuch}. */
  static RegularExpression any(String pattern) {
    Expression parsed = ExpressionParser.parse(pattern);
    if (!backtracks(parsed) && states(parsed) <= MOST_STATES) {
      return linear(pattern);
    }
    java.util.regex.Pattern compiled = java.util.regex.Pattern.compile(regex(parsed, true));
    return text -> {
      try {
        return compiled.matcher(new Watched(text)).find();
      } catch (StackOverflowError e) {
        throw new TooMuch();
      }
    };
  }

  private static boolean backtracks(Expression one) {
    if (one instanceof Back || one instanceof Look) {
      return true;
    }
    return inner(one).stream().anyMatch(Expressions::backtracks);
  }

  private static List<Expression> inner(Expression one) {
    if (one instanceof Sequence sequence) {
      return sequence.parts();
    }
    if (one instanceof Choice choice) {
      return choice.alternatives();
    }
    if (one instanceof Repeat repeat) {
      return List.of(repeat.part());
    }
    return one instanceof Group group ? List.of(group.part()) : List.of();
  }

  /** How many states RE2 needs, about; repetitions are written out. */
  private static long states(Expression one) {
    long inner = 1;
    for (Expression part : inner(one)) {
      inner = Math.min(Integer.MAX_VALUE, inner + states(part));
    }
    return one instanceof Repeat repeat
        ? Math.min(Integer.MAX_VALUE, inner * Math.max(1, Math.max(repeat.least(), repeat.most())))
        : inner;
  }

  private static String regex(Expression one, boolean jdk) {
    if (one instanceof One set) {
      return set.of().regex();
    }
    if (one instanceof Sequence sequence) {
      return sequence.parts().stream().map(part -> regex(part, jdk)).collect(Collectors.joining());
    }
    if (one instanceof Choice choice) {
      return choice.alternatives().stream()
          .map(part -> regex(part, jdk))
          .collect(Collectors.joining("|", "(?:", ")"));
    }
    if (one instanceof Repeat repeat) {
      return "(?:" + regex(repeat.part(), jdk) + ")" + times(repeat);
    }
    if (one instanceof Group group) {
      return (jdk ? "(" : "(?:") + regex(group.part(), jdk) + ")";
    }
    return jdk ? backtracking(one) : ((Place) one).regex();
  }

  private static String backtracking(Expression one) {
    if (one instanceof Look look) {
      String behind = look.ahead() ? "(?" : "(?<";
      return behind + (look.negative() ? "!" : "=") + regex(look.part(), true) + ")";
    }
    if (one instanceof Back back) {
      return "(?:\\" + back.number() + ")";
    }
    return switch ((Place) one) {
      case WORD_EDGE -> JDK_EDGE;
      case NOT_WORD_EDGE -> JDK_NO_EDGE;
      default -> ((Place) one).regex();
    };
  }

  private static String times(Repeat repeat) {
    String most = repeat.most() < 0 ? "" : String.valueOf(repeat.most());
    return "{" + repeat.least() + "," + most + "}" + (repeat.lazy() ? "?" : "");
  }
}
