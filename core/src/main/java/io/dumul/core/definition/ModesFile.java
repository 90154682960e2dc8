package io.dumul.core.definition;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code modes.yaml}. */
final class ModesFile {
  private static final String EXPECTED = "a list of {mode, events, sources}";

  private ModesFile() {}

  static Modes read(Located file, Set<String> types) {
    file.object(List.of("modes"));
    List<Modes.Entry> entries = new ArrayList<>();
    for (Located item : file.need("modes", EXPECTED).list(EXPECTED)) {
      item.object(List.of("mode", "events", "sources"));
      entries.add(
          new Modes.Entry(
              mode(item.need("mode", "observe, quarantine or block")),
              events(item.find("events"), types),
              sources(item.find("sources"))));
    }
    return new Modes(List.copyOf(entries));
  }

  private static Mode mode(Located value) {
    for (Mode mode : Mode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(value.value().asText())) {
        return mode;
      }
    }
    throw value.wrong("observe, quarantine or block");
  }

  private static Set<String> events(@Nullable Located list, Set<String> types) {
    Set<String> events = new LinkedHashSet<>();
    for (Located event : list == null ? List.<Located>of() : list.list("event types")) {
      if (!types.contains(event.text("an event type"))) {
        throw event.wrong("one of " + types);
      }
      events.add(event.text("an event type"));
    }
    return Set.copyOf(events);
  }

  private static List<String> sources(@Nullable Located list) {
    String expected = "a source, as /apps/ios, or the beginning of some, as /apps/*";
    return list == null
        ? List.of()
        : list.list("sources").stream()
            .map(source -> source.matching("[^*]*\\*?", expected))
            .toList();
  }
}
