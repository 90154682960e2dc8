package io.dumul.core.seam;

import io.dumul.core.definition.LocalDay;
import io.dumul.core.epoch.PartitionEpoch;
import io.dumul.core.event.Event;
import io.dumul.core.event.Ledger;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What batch keeps: the activity log, the ledgers, and the aggregates with their snapshots. */
final class Lake {

  /** An accepted event. */
  record Row(int partition, long epoch, Instant append, Event event) {}

  /** The place of a value. */
  record Place(Entity entity, Slot slot) {}

  /**
   * The values of a day.
   *
   * @param written the snapshot in which they were written
   */
  record Day(long written, Map<Place, byte[]> cells) {}

  /** All values, once every day that the landed epochs touched was recomputed. */
  record Snapshot(long id, long epoch, Instant closing, Map<LocalDay, Day> days) {
    byte @Nullable [] get(LocalDay day, Place place) {
      Day found = days.get(day);
      return found == null ? null : found.cells().get(place);
    }
  }

  /** A partition and an epoch. */
  record Part(int partition, long epoch) {}

  long landed = -1;
  Instant closing = Instant.EPOCH;
  final Map<Integer, Long> ends = new HashMap<>();
  final Map<Integer, PartitionEpoch> epochs = new HashMap<>();
  final List<Row> activity = new ArrayList<>();
  final Map<Part, Ledger> ledgers = new HashMap<>();
  final TreeSet<LocalDay> dirty = new TreeSet<>(Lake::order);
  final Map<LocalDay, Day> days = new HashMap<>();
  final TreeMap<Long, Snapshot> snapshots = new TreeMap<>();
  long nextSnapshot = 1;

  Snapshot snapshot(long id) {
    return Objects.requireNonNull(snapshots.get(id));
  }

  private static int order(LocalDay left, LocalDay right) {
    return left.toString().compareTo(right.toString());
  }
}
