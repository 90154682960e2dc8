package io.dumul.core.definition;

import java.util.List;
import java.util.Set;

/**
 * The mode of each event type and source: that of the first entry that names both. It is part of
 * the definitions, so every layer that has them finds the same.
 */
public record Modes(List<Entry> entries) {
  /** Every event that is wrong is quarantined. */
  public static final Modes DEFAULT = new Modes(List.of());

  /**
   * A mode of some events.
   *
   * @param events event types; empty for all
   * @param sources sources, where one that ends in {@code *} names all that begin so; empty for all
   */
  public record Entry(Mode mode, Set<String> events, List<String> sources) {
    boolean names(String type, String source) {
      return (events.isEmpty() || events.contains(type))
          && (sources.isEmpty() || sources.stream().anyMatch(one -> begins(one, source)));
    }

    private static boolean begins(String pattern, String source) {
      return pattern.endsWith("*")
          ? source.startsWith(pattern.substring(0, pattern.length() - 1))
          : source.equals(pattern);
    }
  }

  public Mode of(String type, String source) {
    for (Entry entry : entries) {
      if (entry.names(type, source)) {
        return entry.mode();
      }
    }
    return Mode.QUARANTINE;
  }

  /** What of them decides verdicts: where events are observed. */
  String verdicts() {
    boolean observes = entries.stream().anyMatch(entry -> entry.mode() == Mode.OBSERVE);
    return observes ? entries.stream().map(Modes::verdict).toList().toString() : "";
  }

  /** An entry; to the verdict it is one whether the collector blocks. */
  private static String verdict(Entry entry) {
    return (entry.mode() == Mode.OBSERVE)
        + " "
        + new java.util.TreeSet<>(entry.events())
        + " "
        + entry.sources();
  }
}
