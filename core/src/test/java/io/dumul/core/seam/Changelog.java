package io.dumul.core.seam;

import io.dumul.core.view.Increment;
import io.dumul.core.view.SpeedProgress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The committed records of a partition of the increments topic, of one generation. */
final class Changelog {

  /** An increment, or the progress that speaks of those before it. */
  record Entry(@Nullable Increment increment, @Nullable SpeedProgress progress) {}

  /**
   * Up to which offsets of the log the view shows a partition.
   *
   * @param all every record before this is in all cells
   * @param some a record before this may be in some cells
   */
  record Shown(long all, long some) {}

  private final int generation;
  private final int partition;
  private final List<Entry> entries = new ArrayList<>();

  /** How far any sink of this changelog has come; what it wrote stays. */
  private int furthest;

  Changelog(int generation, int partition) {
    this.generation = generation;
    this.partition = partition;
  }

  boolean isOf(int generation, int partition) {
    return this.generation == generation && this.partition == partition;
  }

  int generation() {
    return generation;
  }

  int size() {
    return entries.size();
  }

  Entry get(int position) {
    return entries.get(position);
  }

  void append(Entry entry) {
    entries.add(entry);
  }

  void reached(int position) {
    furthest = Math.max(furthest, position);
  }

  Shown shown() {
    long all = 0;
    for (int i = 0; i < entries.size(); i++) {
      SpeedProgress progress = entries.get(i).progress();
      if (progress != null && i >= furthest) {
        boolean halfWay = furthest > 0 && entries.get(furthest - 1).progress() == null;
        return new Shown(all, halfWay ? progress.offset() : all);
      }
      all = progress == null ? all : progress.offset();
    }
    return new Shown(all, all);
  }
}
