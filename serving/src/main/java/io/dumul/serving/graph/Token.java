package io.dumul.serving.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dumul.serving.collect.EventLog.Position;
import io.dumul.serving.http.ProblemException;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where in the log what was written stands, as {@code partition:offset}, joined by commas.
 *
 * @param offsets the last offset by partition
 */
record Token(SortedMap<Integer, Long> offsets) {
  private static final int LONGEST = 20_000;
  private static final Pattern ONE = Pattern.compile("([0-9]{1,6}):([0-9]{1,18})");

  static Token of(Collection<Position> positions) {
    TreeMap<Integer, Long> offsets = new TreeMap<>();
    positions.forEach(one -> offsets.merge(one.partition(), one.offset(), Math::max));
    return new Token(offsets);
  }

  static Token parse(String text) {
    TreeMap<Integer, Long> offsets = new TreeMap<>();
    for (String part : text.length() > LONGEST ? new String[] {""} : text.split(",", -1)) {
      Matcher one = ONE.matcher(part);
      if (!one.matches()) {
        throw ProblemException.parameter("after", part, "a token of an answer");
      }
      offsets.merge(Integer.parseInt(one.group(1)), Long.parseLong(one.group(2)), Math::max);
    }
    return new Token(offsets);
  }

  JsonNode json() {
    return TextNode.valueOf(toString());
  }

  @Override
  public String toString() {
    return offsets.entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
