package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.local.stack.Http;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened, counted; every thread of a run tells it. */
final class Report {
  /** What is counted beside faults. */
  enum Count {
    SENT,
    ACKNOWLEDGED,
    LOST,
    DOUBLED,
    RIGHT,
    REFUSED,
    UNREACHABLE,
    WRONG,
    EXACT_LOOKS,
    PUBLICATIONS,
    REVIVED,
    STALLED,
    EDGES_ACKNOWLEDGED,
    EDGES_LOST,
    EDGES_DOUBLED,
    EDGES_RIGHT,
    EDGES_WRONG,
    /** Cells that {@code batch edges} found wrong and mended. */
    EDGES_MENDED,
    /** Runs of {@code batch edges} that found nothing wrong in any cell. */
    EDGES_AUDITS
  }

  /** What must never be. */
  private static final Set<Count> BAD =
      EnumSet.of(
          Count.LOST,
          Count.DOUBLED,
          Count.WRONG,
          Count.STALLED,
          Count.EDGES_LOST,
          Count.EDGES_DOUBLED,
          Count.EDGES_WRONG);

  private final long seed;
  private final Consumer<String> out;
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> failed = new EnumMap<>(Fault.class);
  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final Map<String, Long> refusals = new TreeMap<>();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

  Report(long seed, Consumer<String> out) {
    this.seed = seed;
    this.out = out;
  }

  long seed() {
    return seed;
  }

  void say(String line) {
    out.accept(line);
  }

  synchronized void injected(Fault fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  /** A fault that could not be brought about. */
  void notInjected(Planned planned, Exception why) {
    synchronized (this) {
      failed.merge(planned.fault(), 1, Integer::sum);
    }
    say(planned + " could not be brought about: " + why);
  }

  synchronized void add(Count count, long more) {
    counts.merge(count, more, Long::sum);
  }

  synchronized void refused(String reason, long answers) {
    refusals.merge(reason, answers, Long::sum);
    add(Count.REFUSED, answers);
  }

  /** Something that must never be. */
  void failure(Count count, long many, String what) {
    add(count, many);
    failures.add(count + ": " + what);
    say(count + ": " + what);
  }

  void note(String line) {
    notes.add(line);
    say(line);
  }

  synchronized long count(Count count) {
    return counts.getOrDefault(count, 0L);
  }

  synchronized int faults() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }

  boolean good() {
    return BAD.stream().allMatch(count -> count(count) == 0);
  }

  synchronized ObjectNode json() {
    ObjectNode json = Http.JSON.createObjectNode();
    json.put("seed", seed).put("good", good()).put("faults", faults());
    ObjectNode kinds = json.putObject("faultsByKind");
    faults.forEach((fault, many) -> kinds.put(fault.text(), many));
    ObjectNode not = json.putObject("notBroughtAbout");
    failed.forEach((fault, many) -> not.put(fault.text(), many));
    ObjectNode counted = json.putObject("counts");
    for (Count count : Count.values()) {
      counted.put(text(count), count(count));
    }
    ObjectNode reasons = json.putObject("refusals");
    refusals.forEach(reasons::put);
    json.set("failures", Http.JSON.valueToTree(List.copyOf(failures)));
    json.set("notes", Http.JSON.valueToTree(List.copyOf(notes)));
    return json;
  }

  /** The same for people. */
  List<String> markdown() {
    List<String> lines = new ArrayList<>(List.of("# Torture", "", verdict(), ""));
    lines.addAll(List.of("| counted | |", "|---|---|"));
    for (Count count : Count.values()) {
      lines.add(row(text(count), count(count)));
    }
    lines.addAll(List.of("", "| fault | times | not brought about |", "|---|---|---|"));
    lines.addAll(kinds());
    lines.addAll(List.of("", "| refused because | answers |", "|---|---|"));
    copy(refusals).forEach((reason, answers) -> lines.add(row(reason, answers)));
    lines.addAll(items("What must never be", failures));
    lines.addAll(items("Notes", notes));
    return lines;
  }

  private synchronized String verdict() {
    return String.format(
        Locale.ROOT,
        "Seed %d, %d faults of %d kinds: **%s**.",
        seed,
        faults(),
        faults.size(),
        good() ? "good" : "NOT GOOD");
  }

  /** A line for each kind of fault that came, or should have. */
  private synchronized List<String> kinds() {
    Set<Fault> kinds = EnumSet.noneOf(Fault.class);
    kinds.addAll(faults.keySet());
    kinds.addAll(failed.keySet());
    return kinds.stream()
        .map(kind -> row(kind.text(), faults.getOrDefault(kind, 0), failed.getOrDefault(kind, 0)))
        .toList();
  }

  private synchronized Map<String, Long> copy(Map<String, Long> counted) {
    return new TreeMap<>(counted);
  }

  private static List<String> items(String title, List<String> items) {
    List<String> lines = new ArrayList<>();
    for (String item : List.copyOf(items)) {
      lines.add("- " + item.replace("\n", "\n  "));
    }
    if (!lines.isEmpty()) {
      lines.addAll(0, List.of("", "## " + title, ""));
    }
    return lines;
  }

  private static String row(Object... cells) {
    return Stream.of(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static String text(Count count) {
    return count.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
