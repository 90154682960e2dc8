package io.dumul.core.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two JSON values, for people: {@code /data/amount: "1.10" -> 1.10}. */
public final class JsonDiff {
  private final List<String> lines = new ArrayList<>();

  private JsonDiff() {}

  /** One line for each place that differs; arrays of different lengths differ as a whole. */
  public static List<String> of(JsonNode before, JsonNode after) {
    JsonDiff diff = new JsonDiff();
    diff.compare("", before, after);
    return diff.lines;
  }

  private void compare(String path, @Nullable JsonNode before, @Nullable JsonNode after) {
    if (before != null && after != null && before.isObject() && after.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      before.properties().stream().map(Map.Entry::getKey).forEach(names::add);
      after.properties().stream().map(Map.Entry::getKey).forEach(names::add);
      for (String name : names) {
        String inner = path + "/" + name.replace("~", "~0").replace("/", "~1");
        compare(inner, before.get(name), after.get(name));
      }
    } else if (before != null
        && after != null
        && before.isArray()
        && after.isArray()
        && before.size() == after.size()) {
      for (int i = 0; i < before.size(); i++) {
        compare(path + "/" + i, before.get(i), after.get(i));
      }
    } else if (!text(before).equals(text(after))) {
      lines.add(path + ": " + text(before) + " -> " + text(after));
    }
  }

  private static String text(@Nullable JsonNode value) {
    return value == null ? "nothing" : value.toString();
  }
}
