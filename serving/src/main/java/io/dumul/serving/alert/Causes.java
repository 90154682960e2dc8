package io.dumul.serving.alert;

import io.dumul.core.definition.AlertRule.By;
import io.dumul.core.definition.AlertRule.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts alerts of one cause together. An app whose events are wrong also spoils the figures of its
 * source, of event types and of all events: what would be fine without the app is told with it and
 * not on its own. Where it is not known how many events two subjects have in common, as many as can
 * be are taken for it; nothing is left out, only told in one.
 */
final class Causes {
  private static final Comparator<Firing> GRAVEST =
      Comparator.comparing((Firing one) -> one.rule().severity())
          .thenComparingLong(Firing::wrong)
          .reversed();

  private static final int FEW = 2;

  private final Figures figures;
  private final Map<Firing, List<Firing>> groups = new LinkedHashMap<>();

  private Causes(Figures figures) {
    this.figures = figures;
  }

  static List<Firing> grouped(List<Firing> all, Figures figures) {
    Causes causes = new Causes(figures);
    Map<String, List<Firing>> rules = new LinkedHashMap<>();
    all.stream()
        .filter(one -> one.rule().kind() != Kind.NEW_FAILURE)
        .forEach(one -> rules.computeIfAbsent(one.rule().name(), n -> new ArrayList<>()).add(one));
    rules.values().forEach(causes::add);
    all.stream()
        .filter(one -> one.rule().kind() == Kind.NEW_FAILURE)
        .sorted(GRAVEST)
        .forEach(causes::failure);
    return causes.groups.entrySet().stream()
        .map(group -> group.getKey().with(group.getValue()))
        .sorted(GRAVEST)
        .toList();
  }

  /**
   * The alerts of a rule: those of one kind of subject stand for the rest, so that the fewest are
   * told. All events stand for more than a few subjects.
   */
  private void add(List<Firing> rule) {
    List<Firing> leaders = List.of();
    long fewest = Long.MAX_VALUE;
    for (By by : List.of(By.APP, By.EVENT_TYPE, By.SOURCE, By.ALL)) {
      List<Firing> some = rule.stream().filter(one -> one.by() == by).toList();
      long told = some.size() + rule.stream().filter(one -> !explains(some, one)).count();
      if (!some.isEmpty() && told < (by == By.ALL ? fewest - FEW : fewest)) {
        leaders = some;
        fewest = told;
      }
    }
    group(rule, leaders);
  }

  private void group(List<Firing> rule, List<Firing> leaders) {
    leaders.forEach(one -> groups.put(one, new ArrayList<>()));
    for (Firing one : rule) {
      if (leaders.contains(one)) {
        continue;
      }
      if (explains(leaders, one)) {
        groups.computeIfAbsent(most(leaders, one), leader -> new ArrayList<>()).add(one);
      } else {
        groups.put(one, new ArrayList<>());
      }
    }
  }

  /** A new failure goes with the app or type that is told already, or with the same elsewhere. */
  private void failure(Firing one) {
    for (Map.Entry<Firing, List<Firing>> group : groups.entrySet()) {
      Firing leader = group.getKey();
      boolean same =
          leader.rule().kind() == Kind.NEW_FAILURE
              ? leader.defects().get(0).name().equals(one.defects().get(0).name())
              : leader.rule().kind() == Kind.QUALITY
                  && began(leader, one)
                  && shared(leader, one) > 0;
      if (same) {
        group.getValue().add(one);
        return;
      }
    }
    groups.put(one, new ArrayList<>());
  }

  /** Whether a failure came when the share fell; a later one is another matter. */
  private static boolean began(Firing quality, Firing failure) {
    return failure.since().isBefore(quality.since().plusSeconds(7200));
  }

  /** Whether one would be fine without the events of others. */
  private boolean explains(Collection<Firing> others, Firing one) {
    if (others.contains(one)) {
      return true;
    }
    long shared = others.stream().mapToLong(other -> shared(other, one)).sum();
    return one.wrong() - shared <= one.allowed();
  }

  private Firing most(List<Firing> leaders, Firing one) {
    return Collections.max(
        leaders, Comparator.comparingLong((Firing leader) -> shared(leader, one)));
  }

  /** How many wrong events two have in common, at most. */
  private long shared(Firing left, Firing right) {
    long most = Math.min(left.wrong(), right.wrong());
    if (left.by() == By.ALL || right.by() == By.ALL) {
      return most;
    }
    if (left.by() == right.by()) {
      return left.subject().equals(right.subject()) ? most : 0;
    }
    boolean known = left.by() != By.SOURCE && right.by() != By.SOURCE;
    boolean quality = left.rule().kind() == Kind.QUALITY;
    if (!known || !quality) {
      return most;
    }
    String app = left.by() == By.APP ? left.subject() : right.subject();
    String type = left.by() == By.APP ? right.subject() : left.subject();
    long both =
        figures.defects().stream()
            .filter(defect -> defect.app().equals(app) && defect.eventType().equals(type))
            .mapToLong(Defect::events)
            .sum();
    return Math.min(most, both);
  }
}
