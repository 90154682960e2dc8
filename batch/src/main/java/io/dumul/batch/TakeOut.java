package io.dumul.batch;

import org.jspecify.annotations.Nullable;

/**
 * What was asked for, and how far it is.
 *
 * @param epoch the one whose publication is the first without the events
 * @param undone the one whose publication is the first with them again
 * @param through up to which epoch events are marked; null where none are
 * @param reason why
 * @param report what an erasure has removed, JSON; null before
 */
record TakeOut(
    String id,
    State state,
    long epoch,
    @Nullable Long undone,
    @Nullable Long through,
    TakeOutScope scope,
    String reason,
    @Nullable String report) {

  /** How far it is. */
  enum State {
    /** Of an erasure: not in the whole log yet. */
    ASKED("asked"),
    PENDING("pending"),
    TAKEN("taken out"),
    UNDOING("undo pending"),
    UNDONE("undone"),
    CANCELLED("cancelled"),
    ERASED("erased");

    private final String text;

    State(String text) {
      this.text = text;
    }

    static State of(String text) {
      for (State state : values()) {
        if (state.text.equals(text)) {
          return state;
        }
      }
      throw new IllegalArgumentException("state: " + text + " (expected: a take-out's state)");
    }

    @Override
    public String toString() {
      return text;
    }
  }

  TakeOut in(State next, @Nullable Long epochOfUndo) {
    return new TakeOut(id, next, epoch, epochOfUndo, through, scope, reason, report);
  }

  TakeOut markedThrough(long last) {
    State next = state == State.PENDING ? State.TAKEN : state;
    return new TakeOut(id, next, epoch, undone, last, scope, reason, report);
  }

  boolean isErasure() {
    return scope.subject() != null;
  }

  /** Done: the user's name is no longer known. */
  TakeOut erased(String hash, String places) {
    TakeOutScope hashed = TakeOutScope.of(hash, scope.offsets());
    return new TakeOut(id, State.ERASED, epoch, undone, through, hashed, reason, places);
  }

  /** Whether its events are to be marked. */
  boolean holds() {
    return state == State.TAKEN || state == State.UNDOING;
  }

  /** The last epoch whose events it is for, of those that have landed. */
  long last(long landed) {
    return scope.standing() ? landed : Math.min(epoch, landed);
  }
}
