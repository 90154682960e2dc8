package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.local.stack.Http;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

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
    STALLED
  }

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
    return count(Count.LOST) == 0
        && count(Count.DOUBLED) == 0
        && count(Count.WRONG) == 0
        && count(Count.STALLED) == 0;
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
    ObjectNode json = json();
    List<String> lines = new ArrayList<>();
    lines.add(
        "Seed " + seed + ", " + faults() + " faults: " + (good() ? "good" : "NOT GOOD") + ".");
    lines.addAll(List.of("", "| counted | |", "|---|---|"));
    json.get("counts").properties().forEach(each -> lines.add(row(each)));
    lines.addAll(List.of("", "| fault | times |", "|---|---|"));
    json.get("faultsByKind").properties().forEach(each -> lines.add(row(each)));
    lines.addAll(List.of("", "| refused because | answers |", "|---|---|"));
    json.get("refusals").properties().forEach(each -> lines.add(row(each)));
    failures.forEach(failure -> lines.addAll(List.of("", "- " + failure)));
    return lines;
  }

  private static String row(Map.Entry<String, ?> each) {
    return "| " + each.getKey() + " | " + each.getValue() + " |";
  }

  private static String text(Count count) {
    return count.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
