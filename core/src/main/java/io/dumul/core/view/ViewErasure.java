package io.dumul.core.view;

/** Takes out of the stores what no reader asks for any more and still tells of a user. */
public interface ViewErasure {

  /**
   * Removes what stands in rows that name the user, or in which a value does: increments of epochs
   * up to this one, and of each cell of the batch view the versions that readers of this
   * publication or of a later one do not see. Safe to repeat.
   *
   * @param text as it stands in keys and values
   * @return how many cells
   */
  long forget(String text, long publication, long epoch);

  /** How many cells there are in rows that name the user, in all versions. */
  long count(String text);

  /**
   * Lets the stores forget what was removed from them, edges as well.
   *
   * @return whether that is done; false where it goes on for some time
   */
  boolean settle();
}
