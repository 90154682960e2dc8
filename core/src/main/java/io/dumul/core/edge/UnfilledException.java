package io.dumul.core.edge;

/** An index or a group is asked for that a table has gained, and that is not complete yet. */
public final class UnfilledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnfilledException(EdgeTable table, String part) {
    super(part + " of " + table.fullName() + " is being filled");
  }
}
