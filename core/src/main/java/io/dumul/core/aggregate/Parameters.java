package io.dumul.core.aggregate;

import io.dumul.core.definition.AggregateSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The parameters of one aggregate as they are read; in the end none may be left. */
final class Parameters {
  private final AggregateSpec spec;
  private final SortedSet<String> known = new TreeSet<>();

  Parameters(AggregateSpec spec) {
    this.spec = spec;
  }

  int integer(String name, int fallback, int least, int most) {
    known.add(name);
    String text = spec.parameters().getOrDefault(name, Integer.toString(fallback)).strip();
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(message(name, text, least + " to " + most), e);
    }
    throw new IllegalArgumentException(message(name, text, least + " to " + most));
  }

  /** Numbers from 0 to 1, joined by commas, with or without brackets around them. */
  List<String> ranks(String name, String fallback) {
    known.add(name);
    String text = spec.parameters().getOrDefault(name, fallback);
    List<String> ranks = new ArrayList<>();
    Arrays.stream(text.replaceAll("[\\[\\]]", "").split(",", -1))
        .map(String::strip)
        .forEach(ranks::add);
    if (!ranks.stream().allMatch(Parameters::isRank)
        || ranks.stream().distinct().count() < ranks.size()) {
      throw new IllegalArgumentException(
          message(name, text, "different numbers from 0 to 1, as 0.5,0.99"));
    }
    return ranks;
  }

  /** Throws where there is a parameter that was not asked for. */
  void refuseOthers() {
    for (String name : spec.parameters().keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            message("parameter", name, known.isEmpty() ? "none" : "one of " + known));
      }
    }
  }

  private static boolean isRank(String text) {
    return text.matches("0(\\.\\d{1,9})?|1(\\.0{1,9})?");
  }

  private static String message(String name, String value, String expected) {
    return name + ": " + value + " (expected: " + expected + ")";
  }
}
