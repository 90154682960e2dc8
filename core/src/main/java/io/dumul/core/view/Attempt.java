package io.dumul.core.view;

import io.dumul.core.definition.LocalDay;
import java.util.Set;

/**
 * An attempt to publish, recorded before its first cell is written, so that whoever comes after
 * knows what it may have written.
 *
 * @param publication what it becomes when it succeeds
 * @param base number of the publication that it changes, 0 for none
 * @param days the days whose cells it may write
 */
public record Attempt(Published publication, long base, Set<LocalDay> days) {
  public Attempt {
    days = Set.copyOf(days);
  }

  /** This attempt, where it took the number that it was given. */
  public Attempt requireNumber(long number) {
    if (publication.number() != number) {
      throw new IllegalArgumentException(
          "number: " + publication.number() + " (expected: " + number + ")");
    }
    return this;
  }
}
