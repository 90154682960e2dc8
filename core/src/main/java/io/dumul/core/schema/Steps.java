package io.dumul.core.schema;

import io.dumul.core.schema.Expression.Group;
import io.dumul.core.schema.Expression.One;
import io.dumul.core.schema.Expression.Place;
import io.dumul.core.schema.Expression.Repeat;
import io.dumul.core.schema.Expression.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern that begins at the start of the text and is a sequence of sets, each a number of times,
 * where whatever may follow a set is not in it. So each set takes all it can, and nothing is ever
 * tried twice.
 */
final class Steps {
  private static final int ANY = Integer.MAX_VALUE;

  /** A set, so many times. */
  private record Step(CodePoints of, int least, int most) {}

  private final Step[] steps;
  private final boolean toEnd;

  private Steps(List<Step> steps, boolean toEnd) {
    this.steps = steps.toArray(Step[]::new);
    this.toEnd = toEnd;
  }

  /** The pattern as steps; null where it is not of that kind. */
  static @Nullable Steps of(Expression pattern) {
    List<Expression> parts = new ArrayList<>();
    flatten(pattern, parts);
    if (parts.isEmpty() || parts.get(0) != Place.START) {
      return null;
    }
    boolean toEnd = parts.get(parts.size() - 1) == Place.END;
    List<Step> steps = new ArrayList<>();
    for (Expression part : parts.subList(1, parts.size() - (toEnd ? 1 : 0))) {
      Step step = step(part);
      if (step == null) {
        return null;
      }
      steps.add(step);
    }
    return isDecided(steps) ? new Steps(steps, toEnd) : null;
  }

  private static void flatten(Expression one, List<Expression> parts) {
    if (one instanceof Sequence sequence) {
      sequence.parts().forEach(part -> flatten(part, parts));
    } else if (one instanceof Group group) {
      flatten(group.part(), parts);
    } else {
      parts.add(one);
    }
  }

  private static @Nullable Step step(Expression part) {
    if (part instanceof One one) {
      return new Step(one.of(), 1, 1);
    }
    if (part instanceof Repeat repeat && repeat.part() instanceof One one) {
      return new Step(one.of(), repeat.least(), repeat.most() < 0 ? ANY : repeat.most());
    }
    return null;
  }

  private static boolean isDecided(List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      for (int j = i + 1; j < steps.size() && step.least() < step.most(); j++) {
        if (step.of().overlaps(steps.get(j).of())) {
          return false;
        }
        if (steps.get(j).least() > 0) {
          break;
        }
      }
    }
    return true;
  }

  boolean find(String text) {
    int at = 0;
    for (Step step : steps) {
      int times = 0;
      while (times < step.most && at < text.length()) {
        int point = text.codePointAt(at);
        if (!step.of.contains(point)) {
          break;
        }
        at += Character.charCount(point);
        times++;
      }
      if (times < step.least) {
        return false;
      }
    }
    return !toEnd || at == text.length();
  }
}
