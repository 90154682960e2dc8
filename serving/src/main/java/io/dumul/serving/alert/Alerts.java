package io.dumul.serving.alert;

import io.dumul.core.definition.AlertRule;
import io.dumul.core.definition.AlertRule.By;
import io.dumul.core.definition.AlertRule.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges figures by rules. It keeps nothing: whether an alert that began is over is found by going
 * through the hours once more, so whoever judges the same figures finds the same.
 */
public final class Alerts {
  /** How long a failure is new. */
  public static final Duration NEW = Duration.ofDays(1);

  /** How far back a change of volume may have begun. */
  public static final int LOOK_BACK_HOURS = 48;

  private static final Duration SETTLED = Duration.ofMinutes(2);
  private static final int FEWEST_DAYS = 3;
  private static final int SHOWN = 5;

  private final Figures figures;

  private Alerts(Figures figures) {
    this.figures = figures;
  }

  /** What is to be told now, the gravest first; each cause once, with all that it brought about. */
  public static List<Firing> firing(List<AlertRule> rules, Figures figures) {
    Alerts alerts = new Alerts(figures);
    List<Firing> all = new ArrayList<>();
    for (AlertRule rule : rules) {
      if (rule.kind() == Kind.NEW_FAILURE) {
        all.addAll(alerts.failures(rule));
      } else {
        rule.by().forEach(by -> alerts.each(rule, by, all));
      }
    }
    return Causes.grouped(all, figures);
  }

  private void each(AlertRule rule, By by, List<Firing> to) {
    figures
        .of(by)
        .forEach(
            (subject, hours) -> {
              Firing found =
                  rule.kind() == Kind.QUALITY
                      ? quality(rule, by, subject, hours)
                      : volume(rule, by, subject, hours);
              if (found != null) {
                to.add(found);
              }
            });
  }

  /** Hours with too few events are judged together with those after them. */
  private @Nullable Firing quality(AlertRule rule, By by, String subject, Hours hours) {
    Latch latch = new Latch();
    long from = -1;
    long received = 0;
    long passed = 0;
    for (long hour : hours.received().keySet()) {
      from = from < 0 ? hour : from;
      received += hours.received(hour);
      passed += hours.passed(hour);
      if (received >= rule.minimum()) {
        BigDecimal share = share(passed, received);
        latch.judge(
            from,
            share,
            share.compareTo(rule.bound()) < 0,
            share.compareTo(rule.until()) >= 0,
            percent(share) + " of " + received + " events pass");
        from = -1;
        received = 0;
        passed = 0;
      }
    }
    long wrong = hours.failedFrom(latch.since);
    long most =
        BigDecimal.ONE
            .subtract(rule.until())
            .multiply(BigDecimal.valueOf(hours.receivedFrom(latch.since)))
            .longValue();
    return latch.firing(
        rule, by, subject, " (expected: >= " + percent(rule.bound()) + ")", wrong, most, this);
  }

  private @Nullable Firing volume(AlertRule rule, By by, String subject, Hours hours) {
    Latch latch = new Latch();
    long wrong = 0;
    long allowed = 0;
    Instant settled = figures.now().minus(SETTLED);
    long last = settled.getEpochSecond() - 3600;
    long first = Instant.ofEpochSecond(last).getEpochSecond() - LOOK_BACK_HOURS * 3600L;
    for (long hour = hours.start(first); hour <= last; hour += 3600) {
      long expected = usual(rule, hours, hour);
      long found = hours.received(hour);
      long enough = rule.kind() == Kind.DROP ? expected : found;
      if (expected < 1 || enough < rule.minimum()) {
        continue;
      }
      BigDecimal part = share(found, expected);
      int sign = rule.kind() == Kind.DROP ? 1 : -1;
      latch.judge(
          hour,
          part,
          part.compareTo(rule.bound()) * sign < 0,
          part.compareTo(rule.until()) * sign >= 0,
          found
              + " events in the hour from "
              + Instant.ofEpochSecond(hour)
              + (rule.kind() == Kind.DROP ? " (expected: >= " : " (expected: <= ")
              + rule.bound().multiply(BigDecimal.valueOf(expected)).longValue()
              + ", as usual are "
              + expected
              + ")");
      wrong = Math.abs(found - expected);
      BigDecimal fine = rule.until().multiply(BigDecimal.valueOf(expected));
      allowed = fine.subtract(BigDecimal.valueOf(expected)).abs().longValue();
    }
    return latch.firing(rule, by, subject, "", wrong, allowed, this);
  }

  /** The median of the same hour of earlier days; 0 where there are too few of them. */
  private long usual(AlertRule rule, Hours hours, long hour) {
    if (hours.received().isEmpty()) {
      return 0;
    }
    long began = hours.received().firstKey();
    List<Long> earlier = new ArrayList<>();
    for (int days = 1; days <= rule.days(); days++) {
      long same = figures.earlier(hour, days);
      if (same >= began) {
        earlier.add(hours.received(same));
      }
    }
    earlier.sort(Comparator.naturalOrder());
    int count = earlier.size();
    return count < Math.min(FEWEST_DAYS, rule.days())
        ? 0
        : (earlier.get((count - 1) / 2) + earlier.get(count / 2)) / 2;
  }

  private List<Firing> failures(AlertRule rule) {
    List<Firing> all = new ArrayList<>();
    Instant oldest = figures.now().minus(NEW);
    for (Defect defect : figures.defects()) {
      Instant first = defect.firstSeen();
      if (first == null || first.isBefore(oldest) || defect.events() < rule.minimum()) {
        continue;
      }
      Hours hours = figures.of(By.APP).get(defect.app());
      long received = hours == null ? 0 : hours.receivedFrom(first.getEpochSecond() - 3600);
      BigDecimal share = share(defect.events(), Math.max(received, defect.events()));
      if (share.compareTo(rule.bound()) > 0) {
        all.add(failure(rule, defect, share, first));
      }
    }
    return all;
  }

  private static Firing failure(AlertRule rule, Defect defect, BigDecimal share, Instant first) {
    String message =
        "%s: %d events, %s of the app's (expected: none, as in %d days before)"
            .formatted(defect.name(), defect.events(), percent(share), rule.days());
    BigDecimal events = BigDecimal.valueOf(defect.events());
    return new Firing(
        rule,
        By.APP,
        defect.app(),
        first,
        events,
        message,
        defect.events(),
        0,
        List.of(defect),
        List.of());
  }

  /** What is wrong with the events of a subject, as far as it is known of apps. */
  private List<Defect> defects(By by, String subject) {
    return figures.defects().stream()
        .filter(
            defect ->
                switch (by) {
                  case ALL -> true;
                  case APP -> defect.app().equals(subject);
                  case EVENT_TYPE -> defect.eventType().equals(subject);
                  case SOURCE -> false;
                })
        .sorted(Comparator.comparingLong(Defect::events).reversed())
        .limit(SHOWN)
        .toList();
  }

  private static BigDecimal share(long part, long whole) {
    return BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 4, RoundingMode.FLOOR);
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }

  /** Goes on at one bound and off at another. */
  private static final class Latch {
    private boolean on;
    private long since;
    private BigDecimal figure = BigDecimal.ZERO;
    private String message = "";

    void judge(long hour, BigDecimal found, boolean begins, boolean ends, String words) {
      if (!on && begins) {
        on = true;
        since = hour;
      } else if (on && ends) {
        on = false;
      }
      figure = found;
      message = words;
    }

    @Nullable Firing firing(
        AlertRule rule,
        By by,
        String subject,
        String expected,
        long wrong,
        long allowed,
        Alerts alerts) {
      return on
          ? new Firing(
              rule,
              by,
              subject,
              Instant.ofEpochSecond(since),
              figure,
              message + expected,
              wrong,
              allowed,
              rule.kind() == Kind.QUALITY ? alerts.defects(by, subject) : List.of(),
              List.of())
          : null;
    }
  }
}
