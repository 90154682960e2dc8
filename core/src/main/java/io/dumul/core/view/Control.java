package io.dumul.core.view;

import java.util.function.LongFunction;

/** Where batch, speed and serving tell each other how far they are. Every call is atomic. */
public interface Control extends AutoCloseable {

  /** Everything, at one moment. */
  ControlState read();

  /**
   * Records an attempt under a number that no attempt had before.
   *
   * @param atLeast the number is at least this (numbers keep growing when this store was wiped)
   * @param attempt makes the attempt once its number is known
   */
  Attempt begin(long atLeast, LongFunction<Attempt> attempt);

  /**
   * Moves the published pointer to an attempt that is recorded.
   *
   * @param expected the number that must be published now, 0 for none
   * @return whether this number is published now: true also where it was already, so that it may be
   *     asked again after a lost answer; false, and nothing changes, where another one is
   */
  boolean publish(long expected, long number);

  /**
   * Says how far a partition is. A report of an older generation, or with a smaller offset of the
   * same one, changes nothing.
   */
  void report(SpeedProgress progress);

  /**
   * The same for a partition that was reported before. A store that was wiped in between must not
   * learn of progress whose increments it lost.
   *
   * @return false, and nothing changes, where no progress of the partition is known
   */
  boolean reportAgain(SpeedProgress progress);

  /** Says that increments up to this epoch may go from now on. It only grows. */
  void expire(long throughEpoch);

  /** Forgets attempts below this number; the published one is never forgotten. */
  void forget(long belowNumber);

  @Override
  void close();
}
