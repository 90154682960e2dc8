package io.dumul.core.seam;

import io.dumul.core.view.Control;
import io.dumul.core.view.Increment;
import io.dumul.core.view.SpeedProgress;
import io.dumul.core.view.ViewStore;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Carries a changelog into the view, entry by entry, in order. */
final class Sink {
  private final Bug bug;
  private final Changelog changelog;
  private final ViewStore views;
  private final Control control;
  private final AtomicLong writes;
  private int position;

  Sink(Bug bug, Changelog changelog, ViewStore views, Control control, AtomicLong writes) {
    this.bug = bug;
    this.changelog = changelog;
    this.views = views;
    this.control = control;
    this.writes = writes;
  }

  /** Another process that stands where this one stands. */
  Sink copy() {
    Sink copy = new Sink(bug, changelog, views, control, writes);
    copy.position = position;
    return copy;
  }

  /** Goes back to an offset that was committed before. */
  void restart(Random random) {
    position = random.nextInt(position + 1);
  }

  void finish() {
    step(changelog.size());
  }

  void step(int entries) {
    for (int i = 0; i < entries && position < changelog.size(); i++) {
      if (bug.is(Bug.PROGRESS_TOO_EARLY)) {
        reportNext();
      }
      carry(changelog.get(position));
      position++;
      changelog.reached(position);
    }
  }

  private void reportNext() {
    for (int i = position; i < changelog.size(); i++) {
      SpeedProgress progress = changelog.get(i).progress();
      if (progress != null) {
        control.report(progress);
        return;
      }
    }
  }

  private void carry(Changelog.Entry entry) {
    if (entry.progress() != null) {
      control.report(entry.progress());
    }
    if (entry.increment() != null) {
      views.writeSpeed(List.of(versioned(entry.increment()))).join();
    }
  }

  private Increment versioned(Increment increment) {
    return bug.is(Bug.VERSION_IGNORED)
        ? new Increment(
            increment.key(),
            increment.partition(),
            Increment.version(increment.generation(), 1_000_000 + writes.getAndIncrement()),
            increment.partials())
        : increment;
  }
}
