package io.dumul.core.edge;

import java.util.List;

/** What a caller is told about the mutations of one edge in a request. */
public enum Status {
  CREATED,
  UPDATED,
  DELETED,
  /** Nothing that a reader could see. */
  IDLE,
  /** In the log, and not folded yet. */
  QUEUED,
  /** Not known to be in the log. */
  ERROR,
  /** Refused by the log's judge. */
  INVALID;

  /** What outcomes come to, one after the other in the order of the log. */
  public static Status of(List<Receipt.Outcome> outcomes) {
    List<Receipt.Outcome> valid =
        outcomes.stream()
            .filter(one -> one != Receipt.Outcome.INVALID && one != Receipt.Outcome.REPEATED)
            .toList();
    if (valid.isEmpty()) {
      return outcomes.contains(Receipt.Outcome.REPEATED) ? IDLE : INVALID;
    }
    boolean was = valid.get(0).wasLive();
    boolean is = valid.get(valid.size() - 1).isLive();
    if (was != is) {
      return is ? CREATED : DELETED;
    }
    boolean changed = valid.stream().anyMatch(one -> one != Receipt.Outcome.SAME);
    return is && changed ? UPDATED : IDLE;
  }

  /** What a mutation is meant to bring about. */
  public static Status intended(Mutation.Op op) {
    return switch (op) {
      case INSERT -> CREATED;
      case UPDATE -> UPDATED;
      case DELETE -> DELETED;
    };
  }
}
