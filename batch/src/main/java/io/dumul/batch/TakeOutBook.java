package io.dumul.batch;

import io.dumul.batch.TakeOut.State;
import java.util.Objects;
import java.util.function.LongFunction;

/**
 * When events of a producer stop to count, and count again.
 *
 * <p>Either takes effect with an epoch: the one that is open in the log when somebody asks for it.
 * Once that has landed, the events that stand in the log before its barrier are marked, and its
 * publication is the first without them. One that is standing also marks what lands later, before
 * it is published, until it is undone.
 */
final class TakeOutBook {
  private final TakeOutStore store;
  private final Checkpoint checkpoint;

  TakeOutBook(TakeOutStore store, Checkpoint checkpoint) {
    this.store = store;
    this.checkpoint = checkpoint;
  }

  /** Asks for events to be taken out. */
  TakeOut take(String id, TakeOutScope scope, String reason) {
    return inTime(open -> new TakeOut(id, State.PENDING, open, null, null, scope, reason, null));
  }

  /** Asks for a user to be erased; it begins when the log knows of it. */
  TakeOut erase(String id, String subject, String reason) {
    TakeOutScope all = TakeOutScope.of(subject, null);
    TakeOut asked = new TakeOut(id, State.ASKED, -1, null, null, all, reason, null);
    store.write(asked);
    return asked;
  }

  /**
   * An erasure of which the whole log knows: what stands before it is taken out.
   *
   * @param offsets of it in each partition, as those of a take-out
   */
  TakeOut cut(TakeOut asked, String offsets) {
    TakeOutScope scope = TakeOutScope.of(Objects.requireNonNull(asked.scope().subject()), offsets);
    return inTime(
        open ->
            new TakeOut(asked.id(), State.PENDING, open, null, null, scope, asked.reason(), null));
  }

  /** Asks for the events of a take-out to count again. */
  TakeOut undo(String id) {
    TakeOut entry =
        store.all().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new RefusedException(
                        "id: "
                            + id
                            + " (expected: one of "
                            + store.all().stream().map(TakeOut::id).toList()
                            + ")"));
    if (entry.isErasure()) {
      throw new RefusedException("id: " + id + " (expected: a take-out; erasing is for good)");
    }
    if (entry.state() == State.PENDING && store.landed() < entry.epoch()) {
      TakeOut cancelled = entry.in(State.CANCELLED, entry.epoch());
      store.write(cancelled);
      if (store.landed() < entry.epoch()) {
        return cancelled;
      }
    }
    return entry.state() == State.PENDING || entry.state() == State.TAKEN
        ? inTime(open -> entry.in(State.UNDOING, open))
        : entry;
  }

  /** Writes an entry before its epoch has landed, so that whoever publishes that finds it. */
  private TakeOut inTime(LongFunction<TakeOut> entry) {
    TakeOut written;
    long open;
    do {
      open = store.open();
      written = entry.apply(open);
      store.write(written);
    } while (store.landed() >= open);
    return written;
  }

  /** Does what is to take effect with epochs up to this one, which have landed. */
  void settle(long landed) {
    for (TakeOut entry : store.all()) {
      if (entry.state() == State.UNDOING && Objects.requireNonNull(entry.undone()) <= landed) {
        unmark(entry, landed);
      } else if (entry.state() == State.PENDING && entry.epoch() <= landed) {
        mark(entry, -1, landed);
      } else if (entry.holds() && through(entry) < entry.last(landed)) {
        mark(entry, through(entry), landed);
      }
    }
  }

  /** Where a step died, there may be more marks than this says. */
  private static long through(TakeOut entry) {
    Long through = entry.through();
    return through == null ? -1 : through;
  }

  private void mark(TakeOut entry, long after, long landed) {
    store.mark(entry, after, entry.last(landed), landed);
    checkpoint.passed("take-out.half-way");
    store.write(entry.markedThrough(entry.last(landed)));
  }

  /** Events that another take-out is for too go to that one. */
  private void unmark(TakeOut entry, long landed) {
    long undone = Objects.requireNonNull(entry.undone());
    store.unmark(entry, undone);
    checkpoint.passed("put-back.half-way");
    store.all().stream()
        .filter(TakeOut::holds)
        .filter(other -> !other.id().equals(entry.id()))
        .forEach(other -> store.mark(other, -1, other.last(landed), undone));
    store.write(entry.in(State.UNDONE, undone));
  }
}
