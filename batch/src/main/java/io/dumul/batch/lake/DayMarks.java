package io.dumul.batch.lake;

import io.dumul.core.definition.LocalDay;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Which days were recomputed, and how far the activity log had come then. It stands in the summary
 * of each snapshot of the table {@code aggregates} that recompute made, so it cannot differ from
 * the rows; where a snapshot is expired its days count as not recomputed, which costs work and no
 * truth.
 */
public final class DayMarks {
  private static final String PROPERTY = "dumul.recomputed";

  /**
   * One recompute.
   *
   * @param epoch the last epoch in the activity log that it read
   * @param metrics ids of the metrics of the zone, all of which it folded
   * @param days as {@link LocalDay#toString}
   */
  public record Mark(long epoch, Set<Long> metrics, List<String> days) {}

  private final Map<LocalDay, Mark> newest = new HashMap<>();

  private DayMarks() {}

  /** The name of the write option that marks a snapshot. */
  public static String option() {
    return "snapshot-property." + PROPERTY;
  }

  public static String mark(long epoch, Collection<Long> metrics, Collection<LocalDay> days) {
    return Json.write(
        new Mark(
            epoch, Set.copyOf(metrics), days.stream().map(LocalDay::toString).sorted().toList()));
  }

  /** The newest mark of each day in the table's history. */
  public static DayMarks of(Table aggregates) {
    DayMarks marks = new DayMarks();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(aggregates)) {
      mark(snapshot)
          .ifPresent(
              mark ->
                  mark.days().forEach(day -> marks.newest.putIfAbsent(LocalDay.parse(day), mark)));
    }
    return marks;
  }

  /** Whether the day holds every event of the epochs up to this one, for all of these metrics. */
  public boolean holds(LocalDay day, long epoch, Set<Long> metrics) {
    Mark mark = newest.get(day);
    return mark != null && mark.epoch() >= epoch && mark.metrics().containsAll(metrics);
  }

  /** The last epoch that any day holds; -1 for none. */
  public long epoch() {
    return newest.values().stream().mapToLong(Mark::epoch).max().orElse(-1);
  }

  /**
   * The days that were recomputed after a snapshot; empty where that is not in the table's history
   * any more, so that every day may have changed.
   */
  public static Optional<Set<LocalDay>> since(Table aggregates, long snapshotId) {
    Set<LocalDay> days = new HashSet<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(aggregates)) {
      if (snapshot.snapshotId() == snapshotId) {
        return Optional.of(days);
      }
      mark(snapshot).ifPresent(mark -> mark.days().forEach(day -> days.add(LocalDay.parse(day))));
    }
    return Optional.empty();
  }

  private static Optional<Mark> mark(Snapshot snapshot) {
    String json = snapshot.summary().get(PROPERTY);
    return json == null ? Optional.empty() : Optional.of(Json.read(json, Mark.class));
  }
}
