package io.dumul.local.stack.torture;

/** How something goes wrong. */
enum Way {
  /** kill -9, and started again at once. */
  KILLED,
  /** kill -9, and started again after a while. */
  AWAY,
  /** Stopped as an operator stops it, and started again. */
  STOPPED,
  /** SIGSTOP for less than any timeout, then SIGCONT. */
  PAUSED,
  /** SIGSTOP for longer than sessions and transactions live, then SIGCONT. */
  PAUSED_LONG,
  /** Paused while another one takes its place, then awake again. */
  ZOMBIE,
  /** Killed, and started with a clock that is wrong by minutes or hours; then once more, right. */
  CLOCK,
  /** Its disk is filled to the last byte for a while. */
  DISK_FULL,
  /** Its disk takes no writes for seconds: frozen. */
  DISK_SLOW,
  /** What its clients send does not arrive. */
  REQUESTS_LOST,
  /** What it answers does not arrive, though it has done what it was asked. */
  ANSWERS_LOST,
  /** Nothing arrives either way. */
  CUT_OFF,
  /** What one client alone sends does not arrive. */
  ALONE_CUT_OFF,
  /** Loses all that it keeps. */
  WIPED,
  /** Built anew from the log. */
  REBUILT,
  /** Dies at a named point of its work. */
  CRASHED,
  /** Runs twice at once. */
  TWICE,
  /** Epochs are closed, but not published for a while. */
  LATE,
  /** Goes back to an earlier publication, then forward. */
  ROLLED_BACK,
  /** Something is appended to the log that a producer, a zombie or a forger may append. */
  APPENDED,
  /** Makes the log unusable, so that everything must stop: the end of a chapter. */
  LOST
}
