package io.dumul.core.seam;

import io.dumul.core.view.Control;
import io.dumul.core.view.ViewStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The speed layer: a task for each partition that folds, commits and crashes, and sinks that carry
 * what was committed into the view, crash, and come back as zombies.
 */
final class Speed {
  private final Random random;
  private final Bug bug;
  private final Log log;
  private final ViewStore views;
  private final Control control;
  private final List<SpeedTask> tasks = new ArrayList<>();
  private final List<Sink> sinks = new ArrayList<>();
  private final List<Sink> zombies = new ArrayList<>();
  private final List<Changelog> changelogs = new ArrayList<>();
  private final AtomicLong writes = new AtomicLong();
  private int generation = 1;

  Speed(Random random, Bug bug, Log log, ViewStore views, Control control) {
    this.random = random;
    this.bug = bug;
    this.log = log;
    this.views = views;
    this.control = control;
    start();
  }

  private void start() {
    long published = control.read().publishedEpoch();
    for (int partition = 0; partition < log.partitions(); partition++) {
      Changelog changelog = new Changelog(generation, partition);
      changelogs.add(changelog);
      tasks.add(new SpeedTask(random, bug, log, partition, changelog, published));
      sinks.add(new Sink(bug, changelog, views, control, writes));
    }
  }

  void step() {
    int partition = random.nextInt(log.partitions());
    SpeedTask task = tasks.get(partition);
    switch (random.nextInt(12)) {
      case 0 -> task.crash();
      case 1, 2, 3, 4 -> task.fold(random.nextInt(12));
      case 5, 6 -> task.commit();
      case 7 -> task.drop(control.read().publishedEpoch());
      case 8 -> sinks.get(partition).step(random.nextInt(6));
      case 9 -> zombie(partition);
      case 10 -> {
        if (!zombies.isEmpty()) {
          zombies.get(random.nextInt(zombies.size())).step(random.nextInt(6));
        }
      }
      default -> sinks.get(partition).finish();
    }
  }

  /** A sink that stays behind and writes again, late, what was long written. */
  private void zombie(int partition) {
    Sink sink = sinks.get(partition);
    zombies.add(sink.copy());
    if (random.nextBoolean()) {
      sink.restart(random);
    }
    if (zombies.size() > 4) {
      zombies.remove(0);
    }
  }

  /** Throws the view away and builds it anew; the sinks of the old one may still live. */
  void rebuild() {
    generation += bug.is(Bug.GENERATION_KEPT) ? 0 : 1;
    zombies.addAll(sinks);
    tasks.clear();
    sinks.clear();
    start();
  }

  /** Comes to the end of the log. */
  void catchUp() {
    for (int partition = 0; partition < tasks.size(); partition++) {
      tasks.get(partition).fold(Integer.MAX_VALUE);
      tasks.get(partition).commit();
      sinks.get(partition).finish();
    }
  }

  /** What a generation has shown of a partition. */
  Changelog.Shown shown(int generation, int partition) {
    return changelogs.stream()
        .filter(changelog -> changelog.isOf(generation, partition))
        .map(Changelog::shown)
        .reduce(new Changelog.Shown(0, 0), (older, newer) -> newer);
  }
}
