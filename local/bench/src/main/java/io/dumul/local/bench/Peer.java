package io.dumul.local.bench;

/** One way to do the job. It begins when it is made. */
interface Peer extends AutoCloseable {

  /** How many records of the log are in its values, duplicates among them. */
  long done();

  /** Gives its values once all records are done, and ends. */
  void finish(Totals totals) throws Exception;

  /** What else it has to say. */
  default String note() {
    return "";
  }

  /** Ends it, finished or not. */
  @Override
  void close();
}
