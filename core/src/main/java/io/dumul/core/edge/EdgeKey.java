package io.dumul.core.edge;

import org.jspecify.annotations.Nullable;

/**
 * What identifies an edge in its table.
 *
 * @param first the id in a multi-edge table, else the source
 * @param second the target; null in a multi-edge table
 */
public record EdgeKey(Object first, @Nullable Object second) {
  /**
   * @throws IllegalArgumentException where the mutation does not say which edge it is about
   */
  public static EdgeKey of(EdgeTable table, Mutation mutation) {
    Object first = table.isMulti() ? mutation.id() : mutation.source();
    Object second = table.isMulti() ? null : mutation.target();
    if (first == null || (second == null && !table.isMulti())) {
      throw new IllegalArgumentException("edge: no key (expected: source and target, or id)");
    }
    return new EdgeKey(first, second);
  }

  /**
   * The subject of its events, so that all of them are in one partition of the log: the source, or
   * the table and the id where an edge may move from one source to another.
   */
  public String subject(EdgeTable table) {
    return table.isMulti() ? subjectPrefix(table) + first : String.valueOf(first);
  }

  static String subjectPrefix(EdgeTable table) {
    return table.fullName() + "#";
  }
}
