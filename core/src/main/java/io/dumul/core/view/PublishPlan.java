package io.dumul.core.view;

import io.dumul.core.definition.LocalDay;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which cells a publication must write so that readers of its number find its snapshot and nothing
 * else.
 *
 * <p>Readers take the newest cell at or below their number, so most cells are inherited from the
 * base, the publication that is published now, and it is enough to write what differs from it. But
 * cells of attempts between the base and the new number are inherited too: of one that died half
 * way, of one that was rolled back, of one whose process is still alive and will write more. So
 * every cell that they may write, now or later, is written anew, whatever the base says: a value,
 * or an explicit empty where there is none. What they may write is known because an attempt records
 * its days and its snapshot before its first cell, and numbers only grow: when the new attempt has
 * its number, all that are below it are on record.
 *
 * @param published what it builds on; empty for the first publication
 * @param abandoned the attempts above the base
 * @param changed days on which the new snapshot may differ from the base's
 */
public record PublishPlan(
    Optional<Published> published, List<Attempt> abandoned, Set<LocalDay> changed) {

  /** How many versions the store keeps of a cell of the batch view. */
  public static final int VERSIONS = 12;

  /**
   * How many attempts may stand above the published one when another begins: with its own version
   * and that of the other one there must be room for one of each, else the published cells would be
   * gone before their successors are published.
   */
  public static final int MOST_ABOVE = VERSIONS - 2;

  private static final int TRIES = 5;

  /** A plan and the attempt that is recorded for it. */
  public record Begun(PublishPlan plan, Attempt attempt) {}

  public PublishPlan {
    abandoned = List.copyOf(abandoned);
    changed = Set.copyOf(changed);
  }

  /** The plan as things stand. */
  public static PublishPlan of(ControlState state, Set<LocalDay> changed) {
    return new PublishPlan(state.published(), above(state, state.publishedNumber()), changed);
  }

  /**
   * Makes a plan and records its attempt, again where another publisher came in between.
   *
   * <p>An attempt on record that would become the very same publication is taken up again under its
   * number: it writes the same cells, whether its process died or is still alive, so who tries a
   * hundred times does not leave a hundred attempts.
   *
   * @param atLeast see {@link Control#begin}
   * @param publication the publication of a number
   * @param changed the days on which its snapshot may differ from that of a publication, or from
   *     nothing at all
   * @throws IllegalStateException where it cannot be: too many attempts above the base, or others
   *     who begin all the time
   */
  public static Begun begin(
      Control control,
      long atLeast,
      LongFunction<Published> publication,
      Function<Optional<Published>, Set<LocalDay>> changed) {
    for (int i = 0; i < TRIES; i++) {
      ControlState state = control.read();
      PublishPlan plan = of(state, changed.apply(state.published()));
      Optional<Begun> again = plan.again(publication);
      if (again.isPresent()) {
        return again.get();
      }
      plan.requireRoom();
      Attempt attempt =
          control.begin(
              atLeast, number -> new Attempt(publication.apply(number), plan.base(), plan.days()));
      if (plan.holds(control.read(), attempt.publication().number())) {
        return new Begun(plan, attempt);
      }
    }
    throw new IllegalStateException(
        "publish: others began " + TRIES + " times meanwhile (expected: one publisher at a time)");
  }

  /** The number that it builds on, 0 for none. */
  public long base() {
    return published.map(Published::number).orElse(0L);
  }

  /** All days whose cells it may write. */
  public Set<LocalDay> days() {
    Set<LocalDay> days = new HashSet<>(changed);
    days.addAll(rewritten());
    return days;
  }

  /** The days whose cells are all written: every slot of every snapshot in {@link #snapshots}. */
  public Set<LocalDay> rewritten() {
    Set<LocalDay> days = new HashSet<>();
    abandoned.forEach(attempt -> days.addAll(attempt.days()));
    return days;
  }

  /** The snapshots that may have put a slot there which the new one has not: base and abandoned. */
  public Set<Long> snapshots() {
    Set<Long> snapshots = new HashSet<>();
    published.ifPresent(base -> snapshots.add(base.snapshot()));
    abandoned.forEach(attempt -> snapshots.add(attempt.publication().snapshot()));
    return snapshots;
  }

  /**
   * What to write for a slot of a day of {@link #days}; empty where nothing is to be written.
   *
   * @param before the state in the base's snapshot; null for none
   * @param now the state in the new snapshot; null for none
   */
  public Optional<byte[]> cell(LocalDay day, byte @Nullable [] before, byte @Nullable [] now) {
    if (!rewritten().contains(day) && Arrays.equals(before, now)) {
      return Optional.empty();
    }
    return Optional.of(now == null ? new byte[0] : now);
  }

  /**
   * Whether the plan is still right for an attempt that is recorded: the same base, and no attempt
   * between the two that it does not know.
   */
  boolean holds(ControlState now, long number) {
    return now.publishedNumber() == base()
        && above(now, base()).stream()
            .filter(attempt -> attempt.publication().number() < number)
            .allMatch(abandoned::contains);
  }

  private Optional<Begun> again(LongFunction<Published> publication) {
    for (Attempt attempt : abandoned) {
      Published same = publication.apply(attempt.publication().number());
      PublishPlan below = below(attempt);
      if (attempt.base() == base()
          && attempt.publication().equals(same)
          && attempt.days().containsAll(below.days())) {
        return Optional.of(new Begun(below, attempt));
      }
    }
    return Optional.empty();
  }

  /** The plan as it was when the attempt began. */
  private PublishPlan below(Attempt attempt) {
    long number = attempt.publication().number();
    return new PublishPlan(
        published,
        abandoned.stream().filter(other -> other.publication().number() < number).toList(),
        changed);
  }

  private void requireRoom() {
    if (abandoned.size() > MOST_ABOVE) {
      throw new IllegalStateException(
          "attempts above publication "
              + base()
              + ": "
              + abandoned.size()
              + " (expected: <= "
              + MOST_ABOVE
              + "; another would push the published cells out of the store, which keeps "
              + VERSIONS
              + " versions: empty the views and the control table, and publish anew)");
    }
  }

  private static List<Attempt> above(ControlState state, long number) {
    return state.attempts().stream()
        .filter(attempt -> attempt.publication().number() > number)
        .toList();
  }
}
