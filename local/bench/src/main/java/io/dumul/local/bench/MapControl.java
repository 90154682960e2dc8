package io.dumul.local.bench;

import io.dumul.core.event.Ledger;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.SpeedProgress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** Keeps the progress of the speed layer; nothing is ever published. */
final class MapControl implements Control {
  private final Map<Integer, SpeedProgress> speed = new HashMap<>();

  /**
   * Begins as if the generation had been seen before, for the speed layer holds back what it tells
   * of a new one until all is there.
   */
  MapControl(int partitions, int generation, String definitionsHash) {
    for (int partition = 0; partition < partitions; partition++) {
      Map<Long, Ledger> ledgers = Map.of();
      speed.put(
          partition,
          new SpeedProgress(
              partition,
              partitions,
              generation,
              0,
              Instant.EPOCH,
              0,
              ledgers,
              Map.of(),
              definitionsHash));
    }
  }

  @Override
  public synchronized ControlState read() {
    return new ControlState(Optional.empty(), List.of(), speed, -1);
  }

  @Override
  public synchronized void report(SpeedProgress progress) {
    speed.merge(progress.partition(), progress, (old, told) -> told.isOlderThan(old) ? old : told);
  }

  @Override
  public synchronized boolean reportAgain(SpeedProgress progress) {
    report(progress);
    return true;
  }

  @Override
  public Attempt begin(long atLeast, LongFunction<Attempt> attempt) {
    throw new UnsupportedOperationException("publishing");
  }

  @Override
  public boolean publish(long expected, long number) {
    throw new UnsupportedOperationException("publishing");
  }

  @Override
  public void expire(long throughEpoch) {
    throw new UnsupportedOperationException("expiry");
  }

  @Override
  public void forget(long belowNumber) {
    throw new UnsupportedOperationException("publishing");
  }

  @Override
  public void close() {}
}
