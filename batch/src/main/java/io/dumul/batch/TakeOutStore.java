package io.dumul.batch;

import java.util.List;

/** Where take-outs are kept, the marks that they set, and how far the log is. */
interface TakeOutStore {

  /** All that were ever asked for, in the order of their epochs. */
  List<TakeOut> all();

  /** Adds one, or puts it in place of the one of its id. */
  void write(TakeOut one);

  /**
   * Marks the events of its scope that no take-out has marked.
   *
   * @param after only those of later epochs
   * @param through only those of epochs up to this one
   * @param changed the epoch that the days of these events are changed by
   */
  void mark(TakeOut one, long after, long through, long changed);

  /** Takes its mark from events. */
  void unmark(TakeOut one, long changed);

  /** The epoch that is open in the log: closed in no partition, or only in some. */
  long open();

  /** The last epoch that has landed; -1 for none. */
  long landed();
}
